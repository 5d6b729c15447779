import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Transforms items on all cores and hands the results over in the order of the items.
///
/// - Parameters:
///   - window: How many results may be under way or waiting at once; bounds the memory.
///   - consume: Called in order, never twice at a time.
func forEachInOrder<Item: Sendable, Result: Sendable>(
  _ items: [Item], window: Int, transform: @escaping @Sendable (Item) -> Result, consume: (Result) -> Void
) async {
  let window = max(window, 1)
  await withTaskGroup(of: (index: Int, result: Result).self) { group in
    var started = 0
    /// At `index % window`, as no two of that many indices in a row share a place.
    var waiting = [Result?](repeating: nil, count: window)
    var expected = 0
    func start() {
      guard started < items.count else { return }
      let index = started
      let item = items[index]
      group.addTask { (index, transform(item)) }
      started += 1
    }
    for _ in 0..<window { start() }
    while let finished = await group.next() {
      waiting[finished.index % window] = finished.result
      while let result = waiting[expected % window].take() {
        consume(result)
        expected += 1
        start()
      }
    }
  }
}

/// Runs asynchronous work from a synchronous `main`, which starts much faster than an asynchronous one.
enum TaskRunner {
  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let done = DispatchSemaphore(value: 0)
  }

  /// Waits for the work; the calling thread does nothing else meanwhile, so it must not be one of the pool's.
  static func wait<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value? {
    setThreadStackSize()
    let outcome = Outcome<Value>()
    Task.detached {
      let value = await work()
      outcome.value.withLock { $0 = value }
      outcome.done.signal()
    }
    outcome.done.wait()
    return outcome.value.withLock { $0 }
  }
  /// Gives the pool's threads room for documents nested as deep as the parser goes, whatever `ulimit -s` says: under `unlimited` it would be 2 MiB.
  private static func setThreadStackSize() {
    #if canImport(Glibc)
      var attributes = pthread_attr_t()
      guard unsafe pthread_attr_init(&attributes) == 0 else { return }
      defer { _ = unsafe pthread_attr_destroy(&attributes) }
      if unsafe pthread_attr_setstacksize(&attributes, 64 << 20) == 0 { _ = unsafe setDefaultThreadAttributes(&attributes) }
    #endif
  }
}

#if canImport(Glibc)
  // Glibc's header shows it to GNU sources only, which Swift's module is not.
  @_silgen_name("pthread_setattr_default_np")
  private func setDefaultThreadAttributes(_ attributes: UnsafePointer<pthread_attr_t>) -> CInt
#endif
