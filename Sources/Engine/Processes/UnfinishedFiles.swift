import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files and folders that are there only until something else is complete: a run that is stopped takes them away, where its process asks for that.
package enum UnfinishedFiles {
  /// Paths as C strings, as a signal handler can use nothing else; 0 where there is none.
  private static let paths: InlineArray<8, Atomic<UInt>> = InlineArray { _ in Atomic(0) }
  private static let ignored = 1

  /// Makes the signals that stop the process take the files away first.
  package static func goWithTheProcess() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What is ignored from the start stays so, as nohup wants it.
      if let former = signal(number, removeAndStop), unsafe unsafeBitCast(former, to: Int.self) == ignored {
        signal(number, former)
      }
    }
  }

  /// Notes a path before anything is made there; empty folders are removed, too.
  package static func add(_ path: String) {
    // Never freed: the handler may be about to read it.
    guard let copy = unsafe strdup(path) else { return }
    let address = UInt(bitPattern: copy)
    for index in paths.indices where paths[index].compareExchange(expected: 0, desired: address, ordering: .acquiringAndReleasing).exchanged
    {
      return
    }
  }

  /// Forgets a path, once nothing is there any more.
  package static func remove(_ path: String) {
    for index in paths.indices {
      let address = paths[index].load(ordering: .acquiring)
      if let known = unsafe UnsafePointer<CChar>(bitPattern: address), unsafe strcmp(known, path) == 0 {
        paths[index].store(0, ordering: .releasing)
      }
    }
  }

  private static let removeAndStop: @convention(c) (Int32) -> Void = { number in
    for index in paths.indices {
      if let path = unsafe UnsafePointer<CChar>(bitPattern: paths[index].load(ordering: .acquiring)) { _ = unsafe unlink(path) }
    }
    for index in paths.indices {
      if let path = unsafe UnsafePointer<CChar>(bitPattern: paths[index].load(ordering: .acquiring)) { _ = unsafe rmdir(path) }
    }
    // The system's own way to stop is what callers can tell.
    signal(number, SIG_DFL)
    raise(number)
  }
}
