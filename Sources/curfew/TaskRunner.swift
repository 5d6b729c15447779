import Dispatch
import Synchronization

/// Runs asynchronous work from a synchronous `main`, which starts much faster than an asynchronous one.
enum TaskRunner {
  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let done = DispatchSemaphore(value: 0)
  }

  /// Waits for the work; the calling thread does nothing else meanwhile, so it must not be one of the pool's.
  static func wait<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value? {
    let outcome = Outcome<Value>()
    Task.detached {
      let value = await work()
      outcome.value.withLock { $0 = value }
      outcome.done.signal()
    }
    outcome.done.wait()
    return outcome.value.withLock { $0 }
  }
}
