import Findings
import Manifests
import SourceTree

/// A container's image that can be judged, with its place.
struct ContainerImage {
  let container: Container
  let reference: ImageReference
  /// The image's scalar.
  let place: SourceRange

  /// The place of a part of the image's name; the whole name where that cannot be told.
  func place(of part: Range<Int>?, in findings: inout FindingCollector) -> SourceRange {
    part.map { findings.place(of: $0, in: reference.text, writtenAt: place) } ?? place
  }
}

extension FindingCollector {
  /// The images of all containers. Says *not evaluated* for those that are templates or no image names; a container without an image is left out.
  mutating func readImages(of workload: Workload) -> [ContainerImage] {
    var images: [ContainerImage] = []
    for container in workload.pod.allContainers {
      guard let image = readIfPresent(container.image) else { continue }
      if let reference = container.imageReference {
        images.append(ContainerImage(container: container, reference: reference, place: image.place))
      } else if ImageReference.isFilledInLater(image.value) {
        cannotEvaluate(at: image.place, because: "the image is named by a template or a variable that has not been filled in")
      } else {
        cannotEvaluate(at: image.place, because: "the image is not a valid image name, or stands in for one that is filled in later")
      }
    }
    return images
  }
}
