/// Permission bits of a volume's files, as `defaultMode` and `mode` have them.
enum FileMode {
  /// What the API server fills in: 0644.
  static var defaultOfVolumes: Int64 { 0o644 }

  /// The mode as people write it: `0400`.
  static func octal(_ mode: Int64) -> String {
    "0" + String(mode, radix: 8)
  }

  /// Whether the number's decimal digits are a usual mode, which the number itself is not: 644 instead of 0644.
  static func isOctalWrittenAsDecimal(_ mode: Int64) -> Bool {
    [400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 750, 755, 770, 775, 777].contains(mode)
  }
}
