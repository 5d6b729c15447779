import Testing

@testable import Rules

struct CredentialVariableTests {
  static let secretNames: Set<String> = ["backup"]

  @Test(
    "Names that say credential, with a value that may be one",
    arguments: [
      ("PASSWORD", "hunter2"), ("DB_PASSWORD", "changeme"), ("PGPASSWORD", "a"), ("MYSQL_PWD", "12345"), ("DB_PASS", "postgres"),
      ("dbPassword", "not-real"), ("RESTIC_PASSWORD_1", "not-real"), ("DB_PASSWORD_PROD", "not-real"), ("REDISCLI_AUTH", "not-real"),
      ("BORG_PASSPHRASE", "correct horse battery staple"), ("API_TOKEN", "abcdef0123456789"), ("GITHUB_TOKEN", "notreal"),
      ("AUTHTOKEN", "notreal1"), ("API_KEY", "0123456789abcdef"), ("STRIPE_APIKEY", "notreal1"), ("DJANGO_SECRET_KEY", "not-REAL"),
      ("AWS_SECRET_ACCESS_KEY", "abcdefghijklmnopqrstuvwxyz0123456789ABCD"), ("CLIENT_SECRET", "supersecret"), ("JWT_SECRET", "my-value"),
      ("APP_SECRET", "3f2504e04f8911d39a0c0305e82c3301"), ("SECRET", "S3cret!"), ("token.value", "notreal1"), ("DB_PASSWORD", "PASSWORD1"),
    ])
  func credential(_ name: String, _ value: String) {
    #expect(CredentialVariable.isCredential(name: name, value: value, secretNames: Self.secretNames))
    #expect(CredentialVariable.isSensitive(name))
  }

  @Test(
    "Names of something else, and values that are none",
    arguments: [
      ("DB_PASSWORD", ""), ("DB_PASSWORD", "<password>"), ("DB_PASSWORD", "xxx"), ("DB_PASSWORD", "********"), ("DB_PASSWORD", "TODO"),
      ("DB_PASSWORD", "$(OTHER)"), ("DB_PASSWORD", "${OTHER}"), ("DB_PASSWORD", "{{ .Values.password }}"), ("DB_PASSWORD", "$OTHER"),
      ("DB_PASSWORD", "/run/secrets/password"), ("DB_PASSWORD", "file:///run/secrets/password"), ("DB_PASSWORD", "backup"),
      ("DB_PASSWORD", "YOUR_PASSWORD"), ("DB_PASSWORD", "your-password-here"), ("DB_PASSWORD", "DB_PASSWORD"),
      ("DB_PASSWORD", "REPLACE_ME"),
      ("DB_PASSWORD", "<<CHANGE_ME_DB_PASSWORD>>"), ("DB_PASSWORD", "vault:secret/data/db#password"),
      ("DB_PASSWORD", "{secret_name}-{key}"),
      ("DB_PASSWORD_FILE", "not-real"), ("DB_PASSWORD_PATH", "not-real"), ("SECRET_NAME", "my-secret"),
      ("TOKEN_URL", "https://example.com"),
      ("TOKEN_TTL", "3600s"), ("PASSWORD_LENGTH", "16"), ("REQUIRE_PASSWORD", "true"), ("MAX_TOKEN", "4096"), ("PWD", "work"),
      ("CONFIGMAP_KEY", "plugins.yaml"), ("REMOTE_SECRET_NAME", "ppc64le-k8s-ssh"), ("KUBECONFIG_SECRET", "cluster-kubeconfig"),
      ("PULL_SECRET", "regcred"), ("TLS_SECRET", "webhook-certs"), ("SECRET", "ppc64le-k8s-ssh"), ("GITHUB_TOKEN", "bot-token-github"),
      ("CLIENT_SECRET", "my-client-secret"), ("PARTITION_KEY", "tenant"), ("AWS_ACCESS_KEY", "minio"),
      ("GOOGLE_APPLICATION_CREDENTIALS", "x"),
      ("SECRETARY", "someone"), ("TOKENIZER", "bert"), ("COMPASS", "north"), ("KEYBOARD", "qwertz"), ("TOKEN_SECRET_REF", "not-real"),
      ("PASSWORD_STORE", "not-real"), ("TOKEN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:x"), ("TOKEN", "none"),
      ("", "not-real"),
    ])
  func harmless(_ name: String, _ value: String) {
    #expect(!CredentialVariable.isCredential(name: name, value: value, secretNames: Self.secretNames))
  }

  @Test(
    "Values are kept out of reports wherever a name mentions a credential",
    arguments: ["PASSWORD_FILE", "SECRET_NAME", "dbPassword", "API_KEY"])
  func sensitive(_ name: String) {
    #expect(CredentialVariable.isSensitive(name))
  }

  @Test("Other names are not", arguments: ["PATH", "HOSTNAME", "TOKENIZER", "MONKEY", "COMPASS", "LOG_LEVEL", ""])
  func notSensitive(_ name: String) {
    #expect(!CredentialVariable.isSensitive(name))
  }

  @Test(
    "References as the kubelet expands them",
    arguments: [
      ("$(A)", ["A"]), ("x$(A)y$(B)z$(A)", ["A", "B"]), ("$$(A)", []), ("$$$(A)", ["A"]), ("$A ${A}", []), ("$(A", []), ("$", []),
      ("$(", []),
      ("$()", [""]), ("$(date +%F)", ["date +%F"]), ("$x$(A)", ["A"]), ("$", []), ("", []), ("$(A)$(", ["A"]), ("$($(A))", ["$(A"]),
    ])
  func references(_ text: String, _ names: [String]) {
    #expect(VariableReference.names(in: text) == names)
  }
}
