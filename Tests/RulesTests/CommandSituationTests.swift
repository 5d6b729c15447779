import Findings
import Rules
import SourceTree
import Testing

/// What rules say of commands that do not do what is written, in situations that are too many to be examples.
@Suite struct CommandSituationTests {
  typealias Situation = SituationTests.Situation

  private static func container(_ fields: String) -> String { SituationTests.cronJob(container: "image: tools, \(fields)") }
  private static func arguments(_ title: String, _ fields: String, _ isFound: Bool) -> Situation {
    Situation("ignored-script-argument", title, container(fields), isFound ? [.high] : [])
  }
  private static func syntax(_ title: String, _ fields: String, _ severities: [Severity]) -> Situation {
    Situation("shell-syntax-without-shell", title, container(fields), severities)
  }
  private static func variable(_ title: String, _ fields: String, _ count: Int, notEvaluated: Int = 0) -> Situation {
    Situation("unresolved-variable", title, container(fields), Array(repeating: .medium, count: count), notEvaluated: notEvaluated)
  }

  static let arguments: [Situation] = [
    arguments("a bare program", "command: [sh, -c, pg_dump, -h, db]", true),
    arguments("one word behind a bare program", "command: [sh, -c, pg_dump, ledger]", true),
    arguments("behind another program", "command: [tini, --, bash, -ec, ./run.sh], args: [--all]", true),
    arguments("a second command", "command: [sh, -c], args: [echo a, echo b]", true),
    arguments("words behind two hyphens", "command: [sh, -c, ./run.sh --now, --, a, b]", true),
    arguments("one that is asked for", "command: [sh, -c, 'exec \"$0\" \"$@\"', pg_dump, -h]", false),
    arguments("the tenth", "command: [sh, -c, 'echo ${10}', a, b]", false),
    arguments("how many there are", "command: [sh, -c, 'test $# -gt 1', a, b]", false),
    arguments("those that are shifted", "command: [sh, -c, 'shift; run', a, b]", false),
    arguments("a name for messages", "command: [sh, -c, 'a && b', backup]", false),
    arguments("the shell's own name", "command: [sh, -c, run.sh, sh]", false),
    arguments("a script that cannot be read", "command: [sh, -c, 'echo \"', a, b]", false),
    arguments("no shell", "command: [pg_dump, -c, a, b]", false),
  ]

  static let syntax: [Situation] = [
    syntax("a pipe", "command: [pg_dump, db, '|', gzip]", [.high]),
    syntax("behind what the image starts", "args: [dump, '>', /backup/db]", [.high]),
    syntax("to a file in one word", "command: [run, '2>/dev/null']", [.high]),
    syntax("and then", "command: [a, '&&', b]", [.high]),
    syntax("the end of find's command", "command: [find, /x, -exec, rm, '{}', ';']", []),
    syntax("behind find", "command: [find, /x, '&&', b]", [.high]),
    syntax("an expression", "command: [expr, '3', '|', '4']", []),
    syntax("a program of jq", "command: [jq, '.a | .b', /x]", []),
    syntax("a command for another host", "command: [ssh, host, dump, '|', gzip]", []),
    syntax("a shell with a script", "command: [sh, -c, 'a | b > /c']", []),
    syntax("the image's own shell", "args: [-c, 'a', '|', b]", []),
    syntax("a variable", "command: [curl, $URL]", [.medium]),
    syntax("a variable in braces", "command: [curl, 'https://${HOST}/x']", [.medium]),
    syntax("a variable with a default", "command: [aws, 's3://${BUCKET:-x}']", [.medium]),
    syntax("a script's argument", "command: [sh, /run.sh, $TARGET]", [.medium]),
    syntax("behind a program that starts it", "command: [timeout, '60', curl, $URL]", [.medium]),
    syntax("one that the container has", "command: [/app/run, --to=$TARGET], env: [{name: TARGET, value: a}]", [.medium]),
    syntax("one that nobody is known to have", "command: [/app/run, --to=$TARGET]", []),
    syntax("one that the image's program may fill in", "args: ['--to=${TARGET}'], env: [{name: TARGET, value: a}]", []),
    syntax("a $ that is meant", "command: [curl, $$URL]", []),
    syntax("the end of a pattern", "command: [grep, '^a$', /x]", []),
    syntax("code of another language", "command: [python, -c, 'print(\"$HOME\")']", []),
    syntax("code of several lines", "command: [mysql, \"a\\nselect $X\"]", []),
    syntax("what fills in variables", "command: [envsubst, '$HOST $PORT']", []),
    syntax("the output of a command", "command: [pg_dump, -f, 'db-$(date +%F).sql']", [.high]),
    syntax("the output of a command in backquotes", "command: [pg_dump, -f, 'db-`date`.sql']", [.high]),
    syntax("names of columns", "command: [mysql, -e, 'select `date` from x']", []),
    syntax("a reference of the kubelet's", "command: [pg_dump, -h, $(HOST)], env: [{name: HOST, value: a}]", []),
    syntax("a pattern", "command: [rm, -rf, /scratch/*]", [.high]),
    syntax("a home", "command: [cat, ~/.pgpass]", [.high]),
    syntax("a pattern for find", "command: [find, /scratch, -name, '*.tmp']", []),
    syntax("a pattern of tables", "command: [pg_dump, -T, 'audit_*']", []),
    syntax("a line in one word", "command: ['pg_dump -h db']", [.high]),
    syntax("a line that begins with a shell", "command: ['/bin/sh -c run']", [.high]),
    syntax("a word of the shell", "command: [cd, /app]", [.high]),
    syntax("an assignment", "command: [LANG=C, run]", [.high]),
    syntax("an assignment behind env", "command: [env, LANG=C, run]", []),
    syntax("nothing", "args: []", []),
  ]

  static let variables: [Situation] = [
    variable("in the command", "command: [run, $(HOST)]", 1),
    variable("that is there", "command: [run, $(HOST)], env: [{name: HOST, value: a}]", 0),
    variable("from a Secret", "command: [run, $(HOST)], env: [{name: HOST, valueFrom: {secretKeyRef: {name: a, key: b}}}]", 0),
    variable("that may be there", "command: [run, $(HOST)], envFrom: [{configMapRef: {name: a}}]", 0, notEvaluated: 1),
    variable("defined later", "env: [{name: URL, value: 'x://$(HOST)'}, {name: HOST, value: a}]", 1),
    variable("of itself", "env: [{name: PATH, value: '$(PATH):/opt'}]", 1),
    variable("of itself, from before", "env: [{name: A, value: a}, {name: A, value: '$(A):b'}]", 0),
    variable("defined later for the command", "command: [run, $(URL)], env: [{name: URL, value: a}]", 0),
    variable("of a Service", "command: [run, $(DB_SERVICE_HOST), '$(DB_PORT_5432_TCP_ADDR)']", 0),
    variable("in a script", "command: [sh, -c, 'run $(HOST)']", 1),
    variable("a function of a script", "command: [sh, -c, \"HOST() { hostname; }\\nrun $(HOST)\"]", 0),
    variable("a command of a script", "command: [sh, -c, 'run $(hostname)']", 0),
    variable("escaped", "command: [run, $$(HOST)]", 0),
    variable("a script in a variable", "env: [{name: SCRIPT, value: 'echo $(date)'}]", 0),
  ]

  @Test("Rules know their situations", arguments: arguments + syntax + variables)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: "situation", bytes: Array(situation.manifest.utf8))
    let collector = try rule.check(manifest: source, options: situation.options)
    #expect(collector.findings.map(\.severity) == situation.severities)
    #expect(collector.notEvaluated.count == situation.notEvaluated)
  }
}
