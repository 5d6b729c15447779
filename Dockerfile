# Release builds pass the digest they were made from: --build-arg SWIFT_IMAGE=swift@sha256:...
ARG SWIFT_IMAGE=swift:6.3.1-bookworm
FROM ${SWIFT_IMAGE} AS build
WORKDIR /source
COPY Package.swift ./
COPY Sources ./Sources
COPY Tests ./Tests
COPY scripts ./scripts
RUN scripts/build
# The binary, and the loader and the libraries that it names: nothing else goes into the image.
RUN install -D .build/release/curfew /image/usr/bin/curfew \
  && ln -s curfew /image/usr/bin/kubectl-curfew \
  && ldd .build/release/curfew | grep -oE '/[^ ]+' | xargs -I{} cp --parents -L {} /image

FROM scratch
COPY --from=build /image /
USER 65532:65532
ENTRYPOINT ["/usr/bin/curfew"]
