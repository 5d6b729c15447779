import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What people read standard output and standard error on.
enum Terminal {
  /// Cells of a line: what `COLUMNS` says, or else the terminal; nil where neither does.
  ///
  /// - Parameter descriptor: Standard output or standard error.
  static func width(of descriptor: Int32) -> Int? {
    if let columns = unsafe getenv("COLUMNS"), let width = Int(unsafe String(cString: columns)), width > 0 { return width }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
