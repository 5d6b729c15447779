import Findings
import Rules
import SourceTree
import Testing

/// What the rules about scripts say in situations that are too many to be examples.
struct ScriptRuleTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var rule: String
    var script: String
    /// The text at each place that is reported.
    var reported: [String]

    init(_ rule: String, _ script: String, _ reported: [String] = []) {
      self.rule = rule
      self.script = script
      self.reported = reported
    }

    var testDescription: String { "\(rule): \(script)" }
  }

  /// A Job whose container has the variables PASS and BUCKET from a Secret, CONST as it is written, CONFIG from a ConfigMap, and a Secret at /s.
  static func job(_ script: String, command: String = "[bash, -c]") -> String {
    let script = script.split(separator: "\n", omittingEmptySubsequences: false).map { "              \($0)" }.joined(separator: "\n")
    return """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: example}
      spec:
        template:
          spec:
            containers:
              - name: main
                image: example:1
                command: \(command)
                env:
                  - {name: PASS, valueFrom: {secretKeyRef: {name: s, key: k}}}
                  - {name: BUCKET, valueFrom: {secretKeyRef: {name: s, key: bucket}}}
                  - {name: CONST, value: x}
                  - {name: URL, value: "postgres://u:$(PASS)@h"}
                  - {name: CONFIG, valueFrom: {configMapKeyRef: {name: c, key: k}}}
                volumeMounts: [{name: s, mountPath: /s}]
                args:
                  - |
      \(script)
            volumes: [{name: s, secret: {secretName: s}}]
      """
  }

  static let situations: [Situation] = [
    Situation("secrets-in-trace", "set -x\nrun \"$PASS\"", ["-x"]),
    Situation("secrets-in-trace", "set -o xtrace\nrun", ["-o xtrace"]),
    Situation("secrets-in-trace", "set -euxo pipefail\nP=$PASS run", ["-euxo"]),
    Situation("secrets-in-trace", "run $PASS"), Situation("secrets-in-trace", "set +x\nrun $PASS"),
    Situation("secrets-in-trace", "set -x\nls\nset +x\nrun $PASS"), Situation("secrets-in-trace", "echo 'set -x'"),

    Situation("credential-on-command-line", "run --p $PASS", ["$PASS"]),
    Situation("credential-on-command-line", "run \"x${PASS}y\"", ["${PASS}"]),
    Situation("credential-on-command-line", "P=$PASS\nQ=\"x:$P\"\nrun $Q", ["$Q"]),
    Situation("credential-on-command-line", "run $URL", ["$URL"]),
    Situation("credential-on-command-line", "run $BUCKET"), Situation("credential-echoed", "echo $BUCKET"),
    Situation("credential-on-command-line", "N=$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace)\nrun $N"),
    Situation("credential-on-command-line", "run $(cat /s/ca.crt)"),
    Situation(
      "credential-on-command-line", "run $(cat /run/secrets/kubernetes.io/serviceaccount/token)",
      ["$(cat /run/secrets/kubernetes.io/serviceaccount/token)"]),
    Situation("credential-on-command-line", "run $(cat /s/token)", ["$(cat /s/token)"]),
    Situation("credential-on-command-line", "T=$(< /s/token)\nrun $T", ["$T"]),
    Situation("credential-on-command-line", "A=$(printf '%s:%s' me $PASS | base64)\nrun $A", ["$A"]),
    Situation("credential-on-command-line", "read -r P < /s/p\nrun $P", ["$P"]),
    Situation(
      "credential-on-command-line", "T=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)\ncurl -H \"Authorization: Bearer $T\" x",
      ["$T"]),
    Situation("credential-on-command-line", "if x; then y | run $PASS; fi", ["$PASS"]),
    Situation("credential-on-command-line", "$CMD $PASS", ["$PASS"]),
    Situation("credential-on-command-line", "P=$PASS run\necho $PASS\n[ -n \"$PASS\" ]\nexport X=$PASS\n: ${PASS:?}"),
    Situation("credential-on-command-line", "run ${#PASS} ${PASS:+set} '$PASS' \\$PASS"),
    Situation("credential-on-command-line", "f() { :; }\nf $PASS"),
    Situation("credential-on-command-line", "PASS=x\nrun $PASS"), Situation("credential-on-command-line", "run <<< $PASS"),
    Situation("credential-on-command-line", "run $CONST $CONFIG $(cat /etc/x) /s/token"),
    Situation("credential-on-command-line", "cat <<EOF > f\n$PASS\nEOF"),

    Situation("credential-echoed", "echo $PASS", ["$PASS"]), Situation("credential-echoed", "echo $PASS >&2", ["$PASS"]),
    Situation("credential-echoed", "echo $PASS > /dev/stderr", ["$PASS"]), Situation("credential-echoed", "cat /s/token", ["/s/token"]),
    Situation("credential-echoed", "env", ["env"]), Situation("credential-echoed", "printenv PASS", ["printenv PASS"]),
    Situation("credential-echoed", "for i in 1; do printf '%s' \"$PASS\"; done", ["$PASS"]),
    Situation("credential-echoed", "export -p", ["export -p"]),
    Situation("credential-echoed", "echo $PASS | run\necho $PASS > f\nX=$(echo $PASS)\n{ echo $PASS; } > f\n(echo $PASS) | run"),
    Situation("credential-echoed", "for i in 1; do echo $PASS; done | run"),
    Situation("credential-echoed", "env A=b run\nprintenv HOME\nset -e"),
    Situation("credential-echoed", "exec > log\necho $PASS"),
    Situation("credential-echoed", "cat /s/token | run\ncat /etc/hosts\necho /s/token"),

    Situation("pipe-to-shell", "curl x | sh", ["curl x"]), Situation("pipe-to-shell", "wget -qO- x | bash -s -- y", ["wget -qO- x"]),
    Situation("pipe-to-shell", "curl x | tar -xzO | sh", ["curl x"]), Situation("pipe-to-shell", "curl x | sudo -E bash -", ["curl x"]),
    Situation("pipe-to-shell", "curl x | python3", ["curl x"]), Situation("pipe-to-shell", "curl x | python3 -", ["curl x"]),
    Situation("pipe-to-shell", "bash <(curl x)", ["bash <(curl x)"]),
    Situation("pipe-to-shell", "sh -c \"$(curl x)\"", ["sh -c \"$(curl x)\""]),
    Situation("pipe-to-shell", "eval \"$(wget -O - x)\"", ["eval \"$(wget -O - x)\""]),
    Situation("pipe-to-shell", ". <(curl x)", [". <(curl x)"]),
    Situation("pipe-to-shell", "curl x | /bin/sh", ["curl x"]), Situation("pipe-to-shell", "curl x | sh -c 'cat'"),
    Situation("pipe-to-shell", "curl x | python3 -c 'import sys'"), Situation("pipe-to-shell", "curl x | python -m json.tool"),
    Situation("pipe-to-shell", "curl -o f x | sh"), Situation("pipe-to-shell", "curl x | jq . | grep y"),
    Situation("pipe-to-shell", "curl x | bash script.sh"),
    Situation("pipe-to-shell", "echo 'curl x | sh'"), Situation("pipe-to-shell", "echo ls | sh"),
    Situation("pipe-to-shell", "X=$(curl x)\nsh -c 'ls'"),

    Situation("variable-becomes-command", "eval $CONFIG", ["$CONFIG"]),
    Situation("variable-becomes-command", "sh -c \"run $CONFIG\"", ["$CONFIG"]),
    Situation("variable-becomes-command", "X=$(run)\neval \"y $X\"", ["$X"]),
    Situation("variable-becomes-command", "bash -ec \"$1\"", ["$1"]),
    Situation("variable-becomes-command", "read X\neval $X", ["$X"]),
    Situation("variable-becomes-command", "find . -exec sh -c 'x {}' \\;", ["{}"]),
    Situation("variable-becomes-command", "ls | xargs -I % bash -c 'x %'", ["%"]),
    Situation("variable-becomes-command", "find . -name x -exec {} \\;", ["{}"]),
    Situation("variable-becomes-command", "for f in /x/*; do $f; done", ["$f"]),
    Situation("variable-becomes-command", "ls /x | sh", ["sh"]),
    Situation("variable-becomes-command", "eval $CONST\nX=ls\nsh -c \"$X $?\""),
    Situation("variable-becomes-command", "eval \"$(ssh-agent -s)\""),
    Situation("variable-becomes-command", "sh -c 'run $CONFIG'"), Situation("variable-becomes-command", "sh -c 'x \"$1\"' sh $CONFIG"),
    Situation("variable-becomes-command", "find . -exec rm {} \\;"),
    Situation("variable-becomes-command", "find . -exec sh -c 'x \"$1\"' sh {} \\;"),
    Situation("variable-becomes-command", "$CONFIG get pods"), Situation("variable-becomes-command", "for f in /x/*; do run $f; done"),

    Situation("missing-errexit", "run\nrun2", ["run"]), Situation("missing-errexit", "cd /x\nls", ["cd /x"]),
    Situation("missing-errexit", "set -e\nrun\nrun2"), Situation("missing-errexit", "run"), Situation("missing-errexit", "run && run2"),
    Situation("missing-errexit", "run || exit 1\nrun2"), Situation("missing-errexit", "echo x\ndate\nrun"),
    Situation("missing-errexit", "if run; then x; fi"),
    Situation("missing-errexit", "set -o errexit\nrun\nrun2"), Situation("missing-errexit", "X=1\nY=2\nrun"),

    Situation("missing-pipefail", "run | gzip > f", ["run"]), Situation("missing-pipefail", "set -o pipefail\nrun | gzip"),
    Situation("missing-pipefail", "cat f | run"), Situation("missing-pipefail", "if run | grep x; then y; fi"),
    Situation("missing-pipefail", "run | x || exit 1"),
    Situation("missing-pipefail", "$RUN | gzip", ["$RUN"]),

    Situation("runtime-install", "apk add --no-cache x", ["apk add --no-cache x"]),
    Situation("runtime-install", "apt-get -y install x", ["apt-get -y install x"]),
    Situation("runtime-install", "sudo pip3 install x", ["sudo pip3 install x"]),
    Situation("runtime-install", "python3 -m pip install x", ["python3 -m pip install x"]),
    Situation("runtime-install", "git clone x && y", ["git clone x"]), Situation("runtime-install", "npm ci", ["npm ci"]),
    Situation("runtime-install", "wget x/y\nchmod 755 y\n./y", ["wget x/y"]),
    Situation("runtime-install", "curl -Lo /b/y x\nchmod a+x /b/y", ["curl -Lo /b/y x"]),
    Situation("runtime-install", "curl -LO https://x/y\nchmod +x ./y", ["curl -LO https://x/y"]),
    Situation("runtime-install", "DEBIAN_FRONTEND=x apt install y", ["DEBIAN_FRONTEND=x apt install y"]),
    Situation("runtime-install", "apt-get update\npip list\nnpm run x\ngit pull\nmake install"),
    Situation("runtime-install", "curl -o f x\ncat f"),
    Situation("runtime-install", "git clone --mirror x"), Situation("runtime-install", "echo apk add x"),
    Situation("runtime-install", "curl -o a x\nchmod +x b"),
  ]

  private static func check(_ rule: String, _ manifest: String) throws -> [String] {
    let rule = try #require(Registry.rule(named: rule))
    let source = try Source(name: "example", bytes: Array(manifest.utf8))
    return try rule.check(manifest: source, options: RuleOptions()).findings.map { source.text($0.place.range) }
  }

  @Test("Situations", arguments: Self.situations)
  func reports(_ situation: Situation) throws {
    #expect(try Self.check(situation.rule, Self.job(situation.script)) == situation.reported)
  }

  @Test("Every rule about scripts has situations of both kinds") func coversRules() {
    for rule in Registry.scriptRules {
      let situations = Self.situations.filter { $0.rule == rule.metadata.name }
      #expect(situations.contains { $0.reported.isEmpty } && situations.contains { !$0.reported.isEmpty }, "\(rule.metadata.name)")
    }
  }

  @Test(
    "Shells are found behind what starts them",
    arguments: [
      ("[sh, -c]", 1), ("[/bin/bash, -ec]", 1), ("[/sbin/tini, --, sh, -c]", 1), ("[timeout, '60', bash, -o, errexit, -c]", 1),
      ("[busybox, sh, -c]", 1),
      ("[env, A=b, sh, -c]", 1), ("[bash, --norc, -lc]", 1), ("[python, -c]", 0), ("[sh]", 0), ("[echo]", 0), ("[sh, -x]", 0),
    ])
  func shells(_ command: String, _ count: Int) throws {
    #expect(try Self.check("pipe-to-shell", Self.job("curl x | sh", command: command)).count == count)
  }

  @Test("Places are those of the bytes, however the script is written")
  func places() throws {
    for (script, written) in [
      ("\"set -e\\ncurl \\\"x y\\\" | sh\"", "curl \\\"x y\\\""), ("'set -e; curl ''x'' | sh'", "curl ''x''"), ("curl x | sh", "curl x"),
      (">-\n              curl\n              x | sh", "curl\n              x"), ("|\n              curl x |\n              sh", "curl x"),
    ] {
      let manifest = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: example}
        spec:
          template:
            spec:
              containers:
                - name: main
                  image: example:1
                  command:
                    - sh
                    - -c
                    - \(script)
        """
      #expect(try Self.check("pipe-to-shell", manifest) == [written])
    }
  }

  @Test("A script that cannot be read is not evaluated")
  func problems() throws {
    let rule = try #require(Registry.rule(named: "pipe-to-shell"))
    let source = try Source(name: "example", bytes: Array(Self.job("run 'x").utf8))
    let collector = try rule.check(manifest: source, options: RuleOptions())
    #expect(collector.findings.isEmpty && collector.notEvaluated.count == 1)
    #expect(collector.notEvaluated.first?.place.start == Position(line: 20, column: 19))
  }
}
