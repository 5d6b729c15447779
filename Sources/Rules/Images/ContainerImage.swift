import Findings
import Manifests
import SourceTree

/// A container's image that can be judged, with its place.
struct ContainerImage {
  let reference: ImageReference
  /// The image's scalar.
  let place: SourceRange

  /// The place of a part of the image's name; the whole name where that cannot be told.
  func place(of part: Range<Int>?, in context: ReadingContext) -> SourceRange {
    part.map { context.place(of: $0, in: reference.text, writtenAt: place) } ?? place
  }
}

extension Answer {
  /// A container's image; nil where it has none. Says *not evaluated* of one that is a template or no image name.
  mutating func readImage(of container: Container) -> ContainerImage? {
    guard let image = readIfPresent(container.image) else { return nil }
    if let reference = container.imageReference { return ContainerImage(reference: reference, place: image.place) }
    cannotEvaluate(
      at: image.place,
      because: ImageReference.isFilledInLater(image.value)
        ? "the image is named by a template or a variable that has not been filled in"
        : "the image is not a valid image name, or stands in for one that is filled in later")
    return nil
  }
}
