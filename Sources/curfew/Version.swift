/// The version of this build; tags of the repository carry the same number.
enum Version {
  static let current = "0.1.0"
}
