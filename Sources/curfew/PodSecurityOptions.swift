import ArgumentParser
import Findings

/// Judging by the Pod Security Standards alone.
struct PodSecurityOptions: ParsableArguments {
  @Option(
    name: .customLong("pod-security"),
    help: ArgumentHelp(
      "Judge by this Pod Security Standard alone: exit code 1 means that a namespace which enforces it denies a pod. Pods are judged, too; profile and severity threshold do not count.",
      valueName: "level"))
  var level: PodSecurityLevel?
}

extension PodSecurityLevel: ExpressibleByArgument {}
