import Foundation

/// Runs work on a thread with half a megabyte of stack: no more than the threads of Swift's pool have on any system.
package func onSmallStack<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Result(catching: work)) }
    thread.stackSize = 512 << 10
    thread.start()
  }
}
