import ShellScript
import Testing

@testable import Rules

/// Credentials that names, grammar and wrapping give away. Values are made up.
struct CredentialTextTests {
  private static func found(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return CredentialText().matches(in: text).filter { !$0.isSuspect }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  private static func found(inScript text: String) -> [String] {
    let bytes = Array(text.utf8)
    let matches = CredentialText().matches(in: text) + LiteralCredentials.matches(in: ShellScript(text))
    return CredentialText.apart(matches).filter { !$0.isSuspect }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  private static func found(onCommandLine words: [String]) -> [String] {
    let bytes = words.map { Array($0.utf8) }
    return (CommandLineCredentials.matches(in: bytes) + CommandLineCredentials.settings(in: bytes)).map {
      String(decoding: bytes[$0.word][$0.range], as: UTF8.self)
    }
  }

  /// Hidden and not reported, and never in the way of what is reported.
  @Test func suspects() {
    let text = "pass=hunter token_ttl: 3600 DB_PASSWORD=hunter2\nKEY=--password=hunter2"
    let matches = CredentialText().matches(in: text)
    #expect(matches.filter(\.isSuspect).map { String(text.dropFirst($0.range.lowerBound).prefix($0.range.count)) } == ["hunter"])
    #expect(matches.count { !$0.isSuspect } == 2)
  }

  @Test(
    "A password by the name pass",
    arguments: [
      ("PASS='q7Zt2mKx'", true), ("pw=q7Zt2mKx", true), ("PGPASS=hunter-2-X", true), ("pass=12", false), ("PASS=passed", false),
      ("pass=hunter2", false),
      ("pass=$((pass + 1))", false), ("pass=/run/secrets/x", false), ("PWD=q7Zt2mKx", false),
    ])
  func pass(text: String, isFound: Bool) {
    #expect(Self.found(text).isEmpty != isFound)
  }

  @Test(
    "What is assigned to a name that says credential",
    arguments: [
      ("--password=hunter2", "hunter2"), ("-Dspring.datasource.password=hunter2", "hunter2"), ("db.password = hunter2", "hunter2"),
      ("password: hunter2", "hunter2"), ("  \"password\": \"hunter2\",", "hunter2"), ("PGPASSWORD=hunter2 pg_dump", "hunter2"),
      ("export DB_PASS='correct horse'", "correct horse"), ("Server=db;User Id=sa;Password=hunter2;", "hunter2"),
      ("{\\\"password\\\":\\\"hunter2\\\"}", "hunter2"), ("'password' => 'hunter2'", "hunter2"), ("password := \"hunter2\"", "hunter2"),
      ("config[\"password\"] = \"hunter2\"", "hunter2"), ("${DB_PASSWORD:-hunter2}", "hunter2"),
      ("?api_key=3f2504e04f8911d39a0c", "3f2504e04f8911d39a0c"),
      ("token: Zm9vYmFyYmF6cXV4MTIz", "Zm9vYmFyYmF6cXV4MTIz"), ("client_secret=aB3dE5fG7hI9jK1lM3nO", "aB3dE5fG7hI9jK1lM3nO"),
      ("Authorization: Bearer aB3dE5fG7hI9", "aB3dE5fG7hI9"), ("Basic dXNlcjpub3QtcmVhbA==", "dXNlcjpub3QtcmVhbA=="),
      ("authorization: Basic dXNlcjpub3QtcmVhbA==", "dXNlcjpub3QtcmVhbA=="),
      ("//registry.npmjs.org/:_authToken=346a14f2-a672-4668-a892-956a462ab56e", "346a14f2-a672-4668-a892-956a462ab56e"),
      ("machine example.com login me password hunter2", "hunter2"), ("db.example.com:5432:orders:me:hunter2", "hunter2"),
      ("{\"auths\":{\"r.example.com\":{\"auth\":\"dXNlcjpub3QtcmVhbA==\"}}}", "dXNlcjpub3QtcmVhbA=="),
      ("cGFzc3dvcmQ9bm90LWEtcmVhbC1vbmUhIQpwYXNzd29yZD14", "cGFzc3dvcmQ9bm90LWEtcmVhbC1vbmUhIQpwYXNzd29yZD14"),
    ])
  func assignments(_ text: String, _ credential: String) {
    #expect(Self.found(text) == [credential])
  }

  @Test(
    "Names without values, code, prose and places",
    arguments: [
      "password", "password=", "password=$X", "password=${X}", "password=$(cat f)", "password=`cat f`", "password=<password>",
      "PASSWORD=/run/secrets/p",
      "--password-file=/run/secrets/p", "--token=/etc/github/oauth", "--secret-name=ingress-nginx-admission", "password = os.environ['X']",
      "connect(password=password)", "connect(password=pw, user=x)", "token = get_token()", "if [ \"$password\" = \"\" ]; then",
      "x == password", "password != y",
      "echo \"Password: required\"", "echo 'Invalid token: expired'", "# password: see the vault", "grep password= file", "secret: ''",
      "api_key = \"\"",
      "password: ${link}", "{\"kubeconfigSecret\": \"$NAME\"}", "secretName: my-secret-name", "token_ttl: 3600",
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "image: r.example.com/token@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "key: 550e8400-e29b-41d4-a716-446655440000",
      "Authorization: Bearer $TOKEN", "Authorization: Bearer ${TOKEN}", "Authorization: Bearer $(cat t)", "Authorization: Bearer <token>",
      "machine x login y password $P", "a:1:b:c:d", "12:30:45:00:00", "10.0.0.1:8080:x:y:/path", "partition_key: orders_by_customer_2024",
      "cluster.local:5432", "aGVsbG8gd29ybGQgdGhpcyBpcyBqdXN0IHRleHQgbm8gc2VjcmV0", "annotationsKey: annotationsValue",
      "http://x/?q=password:x",
      "tokenizer=bert-base-uncased", "password: true", "password: none", "token: default",
    ])
  func harmless(_ text: String) {
    #expect(Self.found(text) == [])
  }

  @Test(
    "Words of command lines",
    arguments: [
      (["mysql", "-uroot", "-phunter2"], ["hunter2"]), (["/usr/bin/mysqldump", "-phunter2", "--all"], ["hunter2"]),
      (["sshpass", "-p", "hunter2", "ssh"], ["hunter2"]),
      (["sshpass", "-phunter2"], ["hunter2"]), (["curl", "-u", "me:hunter2", "https://x"], ["hunter2"]),
      (["curl", "-ume:hunter2"], ["hunter2"]),
      (["curl", "--user=me:hunter2"], ["hunter2"]), (["redis-cli", "-a", "hunter2", "ping"], ["hunter2"]),
      (["mongodump", "-p", "hunter2"], ["hunter2"]),
      (["ldapsearch", "-w", "hunter2", "-D", "cn=x"], ["hunter2"]), (["smbclient", "-U", "me%hunter2"], ["hunter2"]),
      (["openssl", "enc", "-pass", "pass:hunter2"], ["hunter2"]), (["docker", "login", "-u", "me", "-p", "hunter2"], ["hunter2"]),
      (["kubectl", "exec", "db-0", "--", "mysql", "-phunter2"], ["hunter2"]), (["tool", "--db-password", "hunter2"], ["hunter2"]),
      (["aws", "configure", "set", "aws_secret_access_key", "aB3dE5fG7hI9"], ["aB3dE5fG7hI9"]),
      (["htpasswd", "-bc", "f", "me", "hunter2"], ["hunter2"]),
      (["mc", "alias", "set", "s3", "https://x", "key", "hunter2"], ["hunter2"]), (["zip", "-P", "hunter2", "a.zip"], ["hunter2"]),
      (["mysql", "-p"], []), (["mysql", "-P", "3306"], []), (["docker", "run", "-p", "8080:80", "x"], []), (["curl", "-u", "me"], []),
      (["psql", "-p", "5432"], []),
      (["openssl", "enc", "-pass", "file:/run/p"], []), (["sshpass", "-f", "/run/p"], []), (["tool", "--password", "--verbose"], []),
      (["tool", "--password-file", "/run/p"], []), (["tool", "--token", "/run/p"], []), (["ssh", "-p", "2222", "host"], []),
      (["mkdir", "-p", "folder"], []),
      (["cp", "-a", "x", "y"], []), (["tool", "--secret-name", "regcred"], []), (["sshpass", "-p", "\0", "ssh"], []),
      (["tar", "-x", "--pass-through"], []),
    ] as [([String], [String])])
  func commandLines(_ words: [String], _ credentials: [String]) {
    #expect(Self.found(onCommandLine: words) == credentials)
  }

  @Test(
    "Scripts",
    arguments: [
      ("mysqldump -u root -p'hun ter2' db | gzip > x", ["hun ter2"]), ("PGPASSWORD=hunter2 pg_dump orders", ["hunter2"]),
      ("echo hunter2 | docker login -u me --password-stdin r.example.com", ["hunter2"]),
      ("echo \"root:hunter2\" | chpasswd", ["root:hunter2"]),
      ("curl -H 'X-Api-Key: 3f2504e04f8911d39a0c0305' x", ["3f2504e04f8911d39a0c0305"]),
      ("if true; then redis-cli -a hunter2 ping; fi", ["hunter2"]),
      ("x=$(curl -u me:hunter2 y)", ["hunter2"]), ("cat <<EOF > ~/.my.cnf\n[client]\npassword=hunter2\nEOF", ["hunter2"]),
      ("mysqldump -u root -p$PASS db", []), ("echo \"$P\" | docker login --password-stdin", []), ("curl -u \"$U:$P\" x", []),
      ("curl -u me:$P x", []),
      ("mysql -p\"$(cat f)\"", []), ("mkdir -p a/b", []),
    ] as [(String, [String])])
  func scripts(_ text: String, _ credentials: [String]) {
    #expect(Self.found(inScript: text) == credentials)
  }

  @Test(
    "Random text",
    arguments: [
      ("aB3dE5fG7hI9jK1lM3nO", true), ("3f2504e04f8911d39a0c0305e82c3301", true), ("Zm9vYmFyYmF6cXV4MTIz", true),
      ("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEK", true),
      ("short1A", false), ("annotationsValue", false), ("eu-west-1-registry-2", false), ("550e8400-e29b-41d4-a716-446655440000", false),
      ("aaaaaaaaaaaaaaaa1111", false), ("registry.example.com/a/b", false), ("orders_by_customer_2024", false),
      ("KUBERNETES_SERVICE_HOST", false),
    ])
  func randomness(_ text: String, _ isRandom: Bool) {
    #expect(CredentialEntropy.isRandom(text) == isRandom)
  }
}
