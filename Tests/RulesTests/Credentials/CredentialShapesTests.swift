import Rules
import Testing

/// Dummies only: every body is a counting-out or a repetition, put together here so that no whole token stands in the source.
struct CredentialShapesTests {
  typealias Kind = CredentialShapes.Kind

  static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
  static let hexadecimal = "0123456789abcdef"

  /// `count` characters of an alphabet, over and over; mixed kinds of characters come soon.
  static func body(_ count: Int, _ alphabet: String = "aB1") -> String {
    let alphabet = Array(alphabet)
    return String((0..<count).map { alphabet[$0 % alphabet.count] })
  }

  struct Token: CustomTestStringConvertible, Sendable {
    var kind: Kind
    var text: String
    /// What must stand before the token for it to be known.
    var context = ""
    var testDescription: String { kind.name }
  }

  static let tokens: [Token] = [
    Token(kind: .awsAccessKeyID, text: "AKIA" + body(16, "Z2")),
    Token(kind: .awsAccessKeyID, text: "AKIAIOSFODNN7EXAMPLE"),
    Token(kind: .awsAccessKeyID, text: "ASIA" + body(16, "Z2")),
    Token(kind: .awsSecretAccessKey, text: body(20) + "/" + body(19), context: "aws_secret_access_key = "),
    Token(kind: .awsSecretAccessKey, text: body(40), context: "AWS_SECRET_ACCESS_KEY="),
    Token(kind: .azureKey, text: body(50) + "+/" + body(34) + "==", context: "DefaultEndpointsProtocol=https;AccountName=x;AccountKey="),
    Token(kind: .googleAPIKey, text: "AIza" + body(35, "aB-_1")),
    Token(kind: .googleClientSecret, text: "GOCSPX-" + body(28)),
    Token(kind: .gitHubToken, text: "ghp_" + body(36)),
    Token(kind: .gitHubToken, text: "gho_" + body(36)),
    Token(kind: .gitHubToken, text: "ghs_" + body(36)),
    Token(kind: .gitHubToken, text: "github_pat_" + body(22) + "_" + body(59)),
    Token(kind: .gitLabToken, text: "glpat-" + body(20)),
    Token(kind: .slackToken, text: "xoxb-" + body(12, "123") + "-" + body(24)),
    Token(kind: .slackToken, text: "xoxa-2-" + body(12, "123") + "-" + body(24)),
    Token(kind: .slackToken, text: "xapp-1-" + body(24)),
    Token(kind: .slackWebhook, text: body(24), context: "https://hooks.slack.com/services/T00000000/B00000000/"),
    Token(kind: .discordWebhook, text: body(68), context: "https://discord.com/api/webhooks/123456789012345678/"),
    Token(kind: .telegramToken, text: "123456789:AA" + body(33)),
    Token(kind: .stripeKey, text: "sk_live_" + body(24)),
    Token(kind: .stripeKey, text: "rk_live_" + body(24)),
    Token(kind: .twilioKey, text: "SK" + body(32, hexadecimal)),
    Token(kind: .sendGridKey, text: "SG." + body(22) + "." + body(43)),
    Token(kind: .mailgunKey, text: "key-" + body(32, hexadecimal)),
    Token(kind: .shopifyToken, text: "shpat_" + body(32, hexadecimal)),
    Token(kind: .squareToken, text: "sq0atp-" + body(22)),
    Token(kind: .npmToken, text: "npm_" + body(36)),
    Token(kind: .pypiToken, text: "pypi-AgEI" + body(80)),
    Token(kind: .rubyGemsKey, text: "rubygems_" + body(48, hexadecimal)),
    Token(kind: .dockerToken, text: "dckr_pat_" + body(27)),
    Token(kind: .pulumiToken, text: "pul-" + body(40, hexadecimal)),
    Token(kind: .digitalOceanToken, text: "dop_v1_" + body(64, hexadecimal)),
    Token(kind: .databricksToken, text: "dapi" + body(32, hexadecimal)),
    Token(kind: .vaultToken, text: "hvs." + body(90)),
    Token(kind: .openAIKey, text: "sk-" + body(48)),
    Token(kind: .openAIKey, text: "sk-proj-" + body(100)),
    Token(kind: .anthropicKey, text: "sk-ant-api03-" + body(80)),
    Token(kind: .huggingFaceToken, text: "hf_" + body(34)),
    Token(kind: .grafanaToken, text: "glsa_" + body(32) + "_" + body(8, hexadecimal)),
    Token(kind: .newRelicKey, text: "NRAK-" + body(27, "A1")),
    Token(kind: .postmanKey, text: "PMAK-" + body(24, hexadecimal) + "-" + body(34, hexadecimal)),
    Token(kind: .linearKey, text: "lin_api_" + body(40)),
    Token(kind: .atlassianToken, text: "ATATT3" + body(180)),
    Token(kind: .supabaseToken, text: "sbp_" + body(40, hexadecimal)),
    Token(kind: .tailscaleKey, text: "tskey-auth-" + body(17) + "-" + body(32)),
    Token(kind: .onePasswordToken, text: "ops_eyJ" + body(200)),
    Token(kind: .ageKey, text: "AGE-SECRET-KEY-1" + body(58, "Q2")),
    Token(
      kind: .privateKey, text: "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body(64) + "\n" + body(20) + "\n-----END OPENSSH PRIVATE KEY-----"),
    Token(kind: .privateKey, text: "-----BEGIN PRIVATE KEY-----\\n" + body(64) + "\\n-----END PRIVATE KEY-----\\n"),
    Token(kind: .jsonWebToken, text: "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJl"),
    Token(kind: .jsonWebToken, text: "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJub2JvZHkifQ"),
    Token(kind: .urlPassword, text: "not-real", context: "postgres://user:"),
    Token(kind: .urlPassword, text: "pa:ss$word!", context: "redis://:"),
    Token(kind: .urlPassword, text: "not%40real", context: "amqps://user@domain:"),
  ]

  private static func matched(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return CredentialShapes().matches(in: text).map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  @Test("Every kind is found, with exactly its bytes, wherever it stands", arguments: tokens)
  func findsTokens(_ token: Token) {
    let isURL = token.kind == .urlPassword
    let endsLine = token.kind == .privateKey
    let behind = isURL ? ["@host", "@[::1]:5432/x", "@$(HOST)/x"] : endsLine ? ["", "\nrest"] : ["", " ", "\" rest", "\n", ",x", "&x=y"]
    for before in ["", " ", "text ", "\"", "--token=", "a\nb: ", "é", String(repeating: "word ", count: 20)] {
      for behind in behind {
        let text = before + token.context + token.text + behind
        let matches = CredentialShapes().matches(in: text)
        #expect(matches.map(\.kind) == [token.kind], "\(text)")
        #expect(Self.matched(text) == [token.text], "\(text)")
      }
    }
  }

  @Test("Every kind has a test") func coversKinds() {
    #expect(Set(Self.tokens.map(\.kind)) == Set(Kind.allCases))
  }

  @Test("Several are found in their order")
  func findsSeveral() {
    let first = "AKIA" + Self.body(16, "Z2")
    let second = "ghp_" + Self.body(36)
    let text = "key=\(first) url=https://user:not-real@host/ token=\(second)"
    #expect(Self.matched(text) == [first, "not-real", second])
  }

  @Test(
    "What only looks like a credential is left alone",
    arguments: [
      "", "a", "ordinary text of some length, with words and numbers 1234567890",
      "registry.example.com/team/some-image-with-a-long-name:1.2.3", "linkerd-identity-token-with-a-long-name",
      "AKIA" + body(15, "Z2"), "AKIA" + body(17, "Z2"), "akia" + body(16, "z2"), "xAKIA" + body(16, "Z2"),
      "commit " + body(40, hexadecimal), "secret " + body(40),
      "ghp_" + body(35), "ghp_" + String(repeating: "x", count: 36), "foo_" + body(36), "glpat-" + String(repeating: "x", count: 20),
      "xoxb-your-token-goes-here-please", "https://hooks.slack.com/services/TXXXXXXXX/BXXXXXXXX/" + String(repeating: "X", count: 24),
      "sk-some-long-name-of-an-object-in-lower-case-letters", "sk_test_" + body(24), "hf_" + String(repeating: "x", count: 34),
      "sha256:" + body(64, hexadecimal), "npm_config_registry_of_this_project_xx", "pypi-AgEI", "SG.short.short",
      "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0", "eyJAAAA.eyJBBB", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.text",
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
      "grep -q -- \"-----BEGIN RSA PRIVATE KEY-----\" file", "---------------------------------------", "----- BEGIN PRIVATE KEY -----\nx",
      "https://example.com/path@2x.png", "https://example.com:8080/@scope/name", "http://user@example.com/", "user:not-real@example.com",
      "https://host:8000 @something", "https://host:8000\";@something", "mailto:someone@example.com", "git@github.com:owner/name.git",
      "postgres://user:$(PASSWORD)@host/db", "postgres://user:${PASSWORD}@host/db", "postgres://user:$PASSWORD@host/db",
      "postgres://user:{{ .Values.password }}@host/db", "postgres://user:{{password}}@host/db", "postgres://user:<password>@host/db",
      "postgres://user:xxx@host/db", "postgres://user:****@host/db", "postgres://user:@host/db", "postgres://USER:PASSWORD@HOST/db",
      "postgres://user:YOUR_PASSWORD@host/db", "postgres://user:DB_PASSWORD@host/db", "postgres://user:%DB_PASS%@host/db",
      "https://example.com/?q=a:b@c", "$$(curl http://user:@host)", "@", "@@@@@@@@@@@@", "://:@", "a://:@b",
    ])
  func passesOver(_ text: String) {
    #expect(Self.matched(text).isEmpty)
    #expect(Self.matched("x " + text + " y").isEmpty)
  }

  @Test("Any cut of a credential is read without a trap, and the whole of it is found behind any prefix")
  func survivesCuts() {
    let all = Self.tokens.map { $0.context + $0.text + ($0.kind == .urlPassword ? "@host" : "") }.joined(separator: " ")
    let bytes = Array(all.utf8)
    for end in stride(from: 0, through: bytes.count, by: 3) {
      _ = CredentialShapes().matches(in: String(decoding: bytes[..<end], as: UTF8.self))
      _ = CredentialShapes().matches(in: String(decoding: bytes[end...], as: UTF8.self))
    }
    let token = "glpat-" + Self.body(20)
    for count in 0..<64 {
      #expect(Self.matched(String(repeating: " ", count: count) + token) == [token])
      #expect(Self.matched(String(repeating: "ab ", count: count) + token + String(repeating: ".", count: count)) == [token])
    }
  }
}
