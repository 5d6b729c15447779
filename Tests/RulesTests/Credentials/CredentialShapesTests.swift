import Testing

@testable import Rules

/// Dummies only: every body is a counting-out or a repetition, put together here so that no whole token stands in the source.
struct CredentialShapesTests {
  static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
  static let hexadecimal = "0123456789abcdef"

  /// `count` characters of an alphabet, over and over; mixed kinds of characters come soon.
  static func body(_ count: Int, _ alphabet: String = "aB1") -> String {
    let alphabet = Array(alphabet)
    return String((0..<count).map { alphabet[$0 % alphabet.count] })
  }

  struct Token: CustomTestStringConvertible, Sendable {
    var kind: String
    var text: String
    /// What must stand before the token for it to be known.
    var context = ""
    var testDescription: String { "\(kind): \(text.prefix(12))" }
  }

  /// One for each row of the table, made of its own alphabet.
  static let tableTokens: [(prefix: String, token: Token)] = (CredentialShapes.prefixedTokens + CredentialShapes.separatedTokens).map {
    row in
    let body =
      switch row.alphabet {
      case .capitals: body(row.length.lowerBound, "Z2")
      case .hexadecimal: body(row.length.lowerBound, hexadecimal)
      case .alphanumeric, .token: body(row.length.lowerBound)
      }
    let before = row.prefix.hasPrefix(".") ? Self.body(14) : ""
    return (row.prefix, Token(kind: row.kind, text: before + row.prefix + body))
  }

  static let tokens: [Token] =
    tableTokens.map(\.token) + [
      Token(kind: "Mailchimp API key", text: body(32, hexadecimal) + "-us12"),
      Token(kind: "Mailgun API key", text: body(32, hexadecimal) + "-" + body(8, hexadecimal) + "-" + body(8, hexadecimal)),
      Token(kind: "Dynatrace token", text: "dt0c01." + body(24, "Z2") + "." + body(64, "Z2")),
      Token(kind: "Airtable token", text: "pat" + body(14) + "." + body(64, hexadecimal)),
      Token(kind: "Discord bot token", text: "M" + body(23) + "." + body(6) + "." + body(27)),
      Token(kind: "Microsoft Entra client secret", text: "aB18Q~" + body(20) + "." + body(13)),
      Token(kind: "Azure shared access signature", text: body(40) + "%3D", context: "https://x.blob.example.com/c?sv=2022-11-02&sr=c&sig="),
      Token(
        kind: "Microsoft Teams webhook", text: body(32, hexadecimal), context: "https://x.webhook.example.com/webhookb2/IncomingWebhook/"),
      Token(kind: "SoftLayer API key", text: body(64, hexadecimal), context: "https://api.softlayer.com/soap/v3/"),
      Token(kind: "Slack webhook", text: body(24), context: "https://hooks.slack.com/workflows/T00000000/B00000000/"),
      Token(kind: "AWS secret access key", text: body(40), context: "aws_key = \""),
      Token(kind: "AWS access key ID", text: "AKIA" + body(16, "Z2")),
      Token(kind: "AWS access key ID", text: "AKIAIOSFODNN7EXAMPLE"),
      Token(kind: "AWS access key ID", text: "ASIA" + body(16, "Z2")),
      Token(kind: "AWS secret access key", text: body(20) + "/" + body(19), context: "aws_secret_access_key = "),
      Token(kind: "AWS secret access key", text: body(40), context: "AWS_SECRET_ACCESS_KEY="),
      Token(
        kind: "Azure access key", text: body(50) + "+/" + body(34) + "==",
        context: "DefaultEndpointsProtocol=https;AccountName=x;AccountKey="),
      Token(kind: "Google API key", text: "AIza" + body(35, "aB-_1")),
      Token(kind: "Google OAuth client secret", text: "GOCSPX-" + body(28)),
      Token(kind: "GitHub token", text: "ghp_" + body(36)),
      Token(kind: "GitHub token", text: "gho_" + body(36)),
      Token(kind: "GitHub token", text: "ghs_" + body(36)),
      Token(kind: "GitHub token", text: "github_pat_" + body(22) + "_" + body(59)),
      Token(kind: "GitLab token", text: "glpat-" + body(20)),
      Token(kind: "Slack token", text: "xoxb-" + body(12, "123") + "-" + body(24)),
      Token(kind: "Slack token", text: "xoxa-2-" + body(12, "123") + "-" + body(24)),
      Token(kind: "Slack token", text: "xapp-1-" + body(24)),
      Token(kind: "Slack webhook", text: body(24), context: "https://hooks.slack.com/services/T00000000/B00000000/"),
      Token(kind: "Discord webhook", text: body(68), context: "https://discord.com/api/webhooks/123456789012345678/"),
      Token(kind: "Telegram bot token", text: "123456789:AA" + body(33)),
      Token(kind: "Stripe live key", text: "sk_live_" + body(24)),
      Token(kind: "Stripe live key", text: "rk_live_" + body(24)),
      Token(kind: "Twilio API key", text: "SK" + body(32, hexadecimal)),
      Token(kind: "SendGrid API key", text: "SG." + body(22) + "." + body(43)),
      Token(kind: "Mailgun API key", text: "key-" + body(32, hexadecimal)),
      Token(kind: "Shopify token", text: "shpat_" + body(32, hexadecimal)),
      Token(kind: "Square token", text: "sq0atp-" + body(22)),
      Token(kind: "npm token", text: "npm_" + body(36)),
      Token(kind: "PyPI token", text: "pypi-AgEI" + body(80)),
      Token(kind: "RubyGems API key", text: "rubygems_" + body(48, hexadecimal)),
      Token(kind: "Docker Hub token", text: "dckr_pat_" + body(27)),
      Token(kind: "Pulumi token", text: "pul-" + body(40, hexadecimal)),
      Token(kind: "DigitalOcean token", text: "dop_v1_" + body(64, hexadecimal)),
      Token(kind: "Databricks token", text: "dapi" + body(32, hexadecimal)),
      Token(kind: "Vault token", text: "hvs." + body(90)),
      Token(kind: "OpenAI API key", text: "sk-" + body(48)),
      Token(kind: "OpenAI API key", text: "sk-proj-" + body(100)),
      Token(kind: "Anthropic API key", text: "sk-ant-api03-" + body(80)),
      Token(kind: "Hugging Face token", text: "hf_" + body(34)),
      Token(kind: "Grafana service account token", text: "glsa_" + body(32) + "_" + body(8, hexadecimal)),
      Token(kind: "New Relic user key", text: "NRAK-" + body(27, "A1")),
      Token(kind: "Postman API key", text: "PMAK-" + body(24, hexadecimal) + "-" + body(34, hexadecimal)),
      Token(kind: "Linear API key", text: "lin_api_" + body(40)),
      Token(kind: "Atlassian API token", text: "ATATT3" + body(180)),
      Token(kind: "Supabase token", text: "sbp_" + body(40, hexadecimal)),
      Token(kind: "Tailscale key", text: "tskey-auth-" + body(17) + "-" + body(32)),
      Token(kind: "1Password service account token", text: "ops_eyJ" + body(200)),
      Token(kind: "age secret key", text: "AGE-SECRET-KEY-1" + body(58, "Q2")),
      Token(
        kind: "private key",
        text: "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body(64) + "\n" + body(20) + "\n-----END OPENSSH PRIVATE KEY-----"),
      Token(kind: "private key", text: "-----BEGIN PRIVATE KEY-----\\n" + body(64) + "\\n-----END PRIVATE KEY-----\\n"),
      Token(kind: "JSON Web Token", text: "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJl"),
      Token(kind: "JSON Web Token", text: "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJub2JvZHkifQ"),
      Token(kind: "password in a URL", text: "not-real", context: "postgres://user:"),
      Token(kind: "password in a URL", text: "pa:ss$word!", context: "redis://:"),
      Token(kind: "password in a URL", text: "not%40real", context: "amqps://user@domain:"),
    ]

  private static func matched(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return CredentialShapes().matches(in: text).map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  @Test("Every kind is found, with exactly its bytes, wherever it stands", arguments: tokens)
  func findsTokens(_ token: Token) {
    let isURL = token.kind == "password in a URL"
    let endsLine = token.kind == "private key"
    let behind =
      isURL ? ["@host", "@[::1]:5432/x", "@$(HOST)/x"] : endsLine ? ["", "\nrest"] : ["", " ", "\" rest", "\n", ",x", "&x=y"]
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
    let table = CredentialShapes.prefixedTokens + CredentialShapes.separatedTokens
    #expect(Set(table.map(\.kind)).subtracting(Self.tokens.map(\.kind)) == [])
    #expect(Set(table.map(\.prefix)).subtracting(Self.tableTokens.map(\.prefix)) == [])
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
    let all = Self.tokens.map { $0.context + $0.text + ($0.kind == "password in a URL" ? "@host" : "") }.joined(separator: " ")
    let bytes = Array(all.utf8)
    for end in stride(from: 0, through: bytes.count, by: 3) {
      _ = CredentialShapes().matches(in: String(decoding: bytes[max(0, end - 300)..<end], as: UTF8.self))
      _ = CredentialShapes().matches(in: String(decoding: bytes[end..<min(bytes.count, end + 300)], as: UTF8.self))
    }
    let token = "glpat-" + Self.body(20)
    for count in 0..<64 {
      #expect(Self.matched(String(repeating: " ", count: count) + token) == [token])
      #expect(Self.matched(String(repeating: "ab ", count: count) + token + String(repeating: ".", count: count)) == [token])
    }
  }
}
