package import Findings
import ShellScript

/// A script runs what it has just downloaded.
package enum PipeToShell: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW213", name: "pipe-to-shell", severity: .high,
    summary: "A script runs what it has just downloaded.",
    rationale: """
      `curl … | sh` runs whatever the server sends at that moment, with the job's service account, Secrets and network: after an \
      intrusion there, a lapsed domain, or for one address only. The image's digest, its scan and its signature say nothing about it. A \
      connection that breaks leaves a script that was cut off, and half of it has run by then.

      Reported are downloads that are piped into a shell or an interpreter without a script of its own, and those that are substituted \
      into `sh -c`, `eval` and `source`. It is high, as the one who answers the request needs no other weakness.
      """,
    remedy: "Build the downloaded program into the image, or download a fixed version and check its digest before running it.",
    references: [
      .mitre("T1195.002"), .mitre("T1059.004"), .cwe(494), .nsa("Kubernetes Pod security"),
    ],
    examples: [
      .flagged(
        "An installer from the network",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: upload
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          ▼curl -fsSL https://get.example.com/uploader.sh▲ | sh -s -- --quiet
                          uploader /backup
        """),
      .flagged(
        "A download that is substituted",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: bootstrap
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: bootstrap
                  image: registry.example.com/tools:2.3
                  command: [bash, -c, "▼source <(curl -s https://get.example.com/env.sh)▲ && bootstrap"]
        """),
      .clean(
        "A fixed version whose digest is checked; data is no script",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: upload
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          curl -fsSLo /tmp/uploader https://get.example.com/uploader-1.2.3
                          echo "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  /tmp/uploader" | sha256sum -c
                          curl -fsS https://api.example.com/status | python3 -m json.tool
                          curl -fsS https://api.example.com/list | xargs -n1 echo
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    guard script.script.programs.contains(.downloader) else { return [] }
    let commands = script.script.commands
    var findings: [ScriptFinding<Detail>] = []
    /// The last command in front of the end of each stretch of a pipeline whose download reaches it, through pipes before it.
    var downloads: [Range<Int>: Int] = [:]
    for pipe in script.script.pipes {
      let producer = commands[pipe.producer]
      guard let download = producer.indices.last(where: { isDownload(producer[$0]) }) ?? downloads[pipe.producer] else { continue }
      downloads[pipe.consumer] = download
      guard let consumer = commands[pipe.consumer].first(where: readsProgram) else { continue }
      findings.append(
        ScriptFinding(at: commands[download].range, Detail(downloader: commands[download].name ?? "", shell: consumer.name ?? "")))
    }
    for command in commands {
      guard let name = command.name, runsText(command) else { continue }
      for expansion in command.words.dropFirst().flatMap(\.expansions) {
        let range: Range<Int>
        switch expansion.kind {
        case .command(let commands), .process(let commands): range = commands
        default: continue
        }
        guard let download = commands[range].first(where: isDownload) else { continue }
        findings.append(ScriptFinding(at: command.range, Detail(downloader: download.name ?? "", shell: name)))
      }
    }
    return findings
  }

  /// Downloads to standard output.
  private static func isDownload(_ command: ShellScript.Command) -> Bool {
    switch command.name {
    case "curl":
      return !command.words.contains {
        ["-o", "-O", "--output", "--remote-name", "-fsSLO", "-LO", "-sLO", "-sSLO"].contains($0.text ?? "")
      }
    case "wget":
      return command.words.contains { word in
        guard let text = word.text, text.hasPrefix("-") else { return false }
        return text == "--output-document=-" || text.hasSuffix("O-") || text.hasSuffix("O")
      }
    case "fetch", "aria2c": return command.words.contains { $0.text == "-" }
    default: return false
    }
  }

  /// A shell or an interpreter that takes its program from standard input.
  private static func readsProgram(_ command: ShellScript.Command) -> Bool {
    var words = command.words[...]
    while let first = words.first?.text,
      ["sudo", "env", "exec", "nohup", "command"].contains(first) || first.contains("=") || first == "-E"
    {
      words.removeFirst()
    }
    guard let name = words.popFirst()?.text?.split(separator: "/").last else { return false }
    let isShell = ShellInvocation.shells.contains(String(name))
    guard isShell || ["python", "python3", "python2", "perl", "ruby", "node", "php", "pwsh"].contains(name) else { return false }
    for word in words {
      guard let text = word.text else { return false }
      if text == "-" || text == "/dev/stdin" { return true }
      if isShell, text == "-s" { return true }
      if !text.hasPrefix("-") || text.contains("c") || text.contains("e") && !isShell || text == "-m" {
        return isShell && text.hasPrefix("--")
      }
    }
    return true
  }

  /// `sh -c TEXT`, `eval TEXT`, `. FILE`
  private static func runsText(_ command: ShellScript.Command) -> Bool {
    !command.program.isDisjoint(with: [.evaluator, .shell])
  }

  /// The program that downloads, and the one that runs it.
  package struct Detail: SituationKey {
    let downloader: String
    let shell: String

    package func combine(into hash: inout StableHash) { hash.combine(downloader, shell) }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    Explanation(
      message: "\(situation.holder) runs what \(situation.detail.downloader) downloads, with \(situation.detail.shell)",
      why: "Whoever answers the request runs commands as this job, and no digest or signature covers them.",
      remedy: metadata.remedy)
  }
}
