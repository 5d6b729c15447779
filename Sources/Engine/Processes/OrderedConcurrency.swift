import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Transforms items on all cores and hands the results over in the order of the items.
///
/// On threads of its own: those of Dispatch watch each other in `/proc`, and end the process where it is not mounted.
///
/// - Parameters:
///   - window: How many results may be under way or waiting at once; bounds the memory.
///   - consume: Called in order, on the caller's thread.
package func forEachInOrder<Item: Sendable, Result: Sendable>(
  _ items: [Item], window: Int, transform: @escaping @Sendable (Item) -> Result, consume: (Result) -> Void
) {
  let workers = min(processorCount, items.count)
  let exchange = Exchange<Result>(count: items.count, window: max(window, workers))
  let started = (0..<workers).count { _ in
    startThread {
      while let index = exchange.next() { exchange.put(transform(items[index]), at: index) }
    }
  }
  for (index, item) in items.enumerated() { consume(started > 0 ? exchange.take(at: index) : transform(item)) }
}

/// Where workers get the positions of what is to be done, and leave what they have done.
private final class Exchange<Result: Sendable>: Sendable {
  private struct State {
    var started = 0
    /// At `index % window`, as no two of that many indices in a row share a place.
    var results: [Result?]
  }

  private let count: Int
  private let window: Int
  private let state: Mutex<State>
  /// Places that may be filled.
  private let vacancies: DispatchSemaphore
  /// For each place: whether it is filled.
  private let arrivals: [DispatchSemaphore]

  init(count: Int, window: Int) {
    self.count = count
    self.window = max(window, 1)
    state = Mutex(State(results: Array(repeating: nil, count: self.window)))
    vacancies = DispatchSemaphore(value: 0)
    arrivals = (0..<self.window).map { _ in DispatchSemaphore(value: 0) }
    // Counted up, as a semaphore that is let go below the number it began with is taken for one in use.
    for _ in 0..<self.window { vacancies.signal() }
  }

  /// The position to do next, once there is room for its result; nil when all are taken.
  func next() -> Int? {
    vacancies.wait()
    return state.withLock { state in
      guard state.started < count else { return nil }
      defer { state.started += 1 }
      return state.started
    }
  }

  func put(_ result: Result, at index: Int) {
    state.withLock { $0.results[index % window] = result }
    arrivals[index % window].signal()
  }

  /// Waits for a result; results are taken in order.
  func take(at index: Int) -> Result {
    while true {
      arrivals[index % window].wait()
      if let result = state.withLock({ $0.results[index % window].take() }) {
        vacancies.signal()
        return result
      }
    }
  }
}

/// Processors this process may use.
private let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// Runs work on a new thread, with room for scripts nested as deep as they are read in any build, whatever `ulimit -s` says.
///
/// - Returns: Whether the system gave a thread.
private func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
  var attributes = pthread_attr_t()
  guard unsafe pthread_attr_init(&attributes) == 0 else { return false }
  defer { _ = unsafe pthread_attr_destroy(&attributes) }
  guard unsafe pthread_attr_setstacksize(&attributes, 64 << 20) == 0,
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0
  else { return false }
  let body = unsafe Unmanaged.passRetained(ThreadBody(work))
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, &attributes,
    { argument in
      if let argument = unsafe argument { unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().work() }
      return nil
    }, body.toOpaque())
  if status != 0 { unsafe body.release() }
  return status == 0
}

private final class ThreadBody: Sendable {
  let work: @Sendable () -> Void
  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}
