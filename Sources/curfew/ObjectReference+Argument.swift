import ArgumentParser
import Engine

extension ObjectReference: ExpressibleByArgument {
  /// `[KIND/][NAMESPACE/]NAME`.
  public init?(argument: String) { self.init(argument) }
}
