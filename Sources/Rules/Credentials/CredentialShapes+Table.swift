// The forms of tokens, as their issuers document them.
extension CredentialShapes {
  /// A run of token characters that starts with `prefix` and goes on in `alphabet` to its end.
  struct PrefixedToken {
    var kind: String
    var prefix: String
    var alphabet: Alphabet
    /// How many characters follow the prefix.
    var length: ClosedRange<Int>
    /// Whether capitals, small letters and digits must all occur, as they do in random text and not in names.
    var isMixed: Bool

    init(_ kind: String, _ prefix: String, _ alphabet: Alphabet, _ length: ClosedRange<Int>, isMixed: Bool = false) {
      self.kind = kind
      self.prefix = prefix
      self.alphabet = alphabet
      self.length = length
      self.isMixed = isMixed
    }
  }

  enum Alphabet {
    /// Letters and digits.
    case alphanumeric
    /// Capitals and digits.
    case capitals
    /// Hexadecimal digits with small letters.
    case hexadecimal
    /// Letters, digits, `-` and `_`.
    case token

    func contains(_ byte: UInt8) -> Bool {
      switch self {
      case .alphanumeric: isAlphanumeric(byte)
      case .capitals: isUppercase(byte) || isDigit(byte)
      case .hexadecimal: isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      case .token: isTokenByte(byte)
      }
    }
  }

  /// Tokens that are a run of token characters as a whole.
  static let prefixedTokens: [PrefixedToken] = [
    PrefixedToken("AWS access key ID", "AKIA", .capitals, 16...16),
    PrefixedToken("AWS access key ID", "ASIA", .capitals, 16...16),
    PrefixedToken("AWS access key ID", "ABIA", .capitals, 16...16),
    PrefixedToken("AWS access key ID", "ACCA", .capitals, 16...16),
    PrefixedToken("AWS access key ID", "A3T", .capitals, 17...17),
    PrefixedToken("Google API key", "AIza", .token, 35...35),
    PrefixedToken("Google OAuth client secret", "GOCSPX-", .token, 28...28),
    PrefixedToken("GitHub token", "ghp_", .alphanumeric, 36...255),
    PrefixedToken("GitHub token", "gho_", .alphanumeric, 36...255),
    PrefixedToken("GitHub token", "ghu_", .alphanumeric, 36...255),
    PrefixedToken("GitHub token", "ghs_", .alphanumeric, 36...255),
    PrefixedToken("GitHub token", "ghr_", .alphanumeric, 36...255),
    PrefixedToken("GitHub token", "github_pat_", .token, 60...255),
    PrefixedToken("GitLab token", "glpat-", .token, 20...300),
    PrefixedToken("GitLab token", "gldt-", .token, 20...300),
    PrefixedToken("GitLab token", "glrt-", .token, 20...300),
    PrefixedToken("GitLab token", "glcbt-", .token, 20...300),
    PrefixedToken("GitLab token", "glptt-", .token, 20...300),
    PrefixedToken("GitLab token", "glagent-", .token, 20...300),
    PrefixedToken("Stripe live key", "sk_live_", .alphanumeric, 16...247),
    PrefixedToken("Stripe live key", "rk_live_", .alphanumeric, 16...247),
    PrefixedToken("Twilio API key", "SK", .hexadecimal, 32...32),
    PrefixedToken("Mailgun API key", "key-", .hexadecimal, 32...32),
    PrefixedToken("Shopify token", "shpat_", .hexadecimal, 32...32),
    PrefixedToken("Shopify token", "shpss_", .hexadecimal, 32...32),
    PrefixedToken("Shopify token", "shpca_", .hexadecimal, 32...32),
    PrefixedToken("Shopify token", "shppa_", .hexadecimal, 32...32),
    PrefixedToken("Square token", "sq0csp-", .token, 43...43),
    PrefixedToken("npm token", "npm_", .alphanumeric, 36...36),
    PrefixedToken("RubyGems API key", "rubygems_", .hexadecimal, 48...48),
    PrefixedToken("Docker Hub token", "dckr_pat_", .token, 20...100),
    PrefixedToken("Pulumi token", "pul-", .hexadecimal, 40...40),
    PrefixedToken("DigitalOcean token", "dop_v1_", .hexadecimal, 64...64),
    PrefixedToken("DigitalOcean token", "doo_v1_", .hexadecimal, 64...64),
    PrefixedToken("DigitalOcean token", "dor_v1_", .hexadecimal, 64...64),
    PrefixedToken("Databricks token", "dapi", .hexadecimal, 32...32),
    PrefixedToken("Anthropic API key", "sk-ant-", .token, 32...300),
    PrefixedToken("OpenAI API key", "sk-proj-", .token, 32...300, isMixed: true),
    PrefixedToken("OpenAI API key", "sk-svcacct-", .token, 32...300, isMixed: true),
    PrefixedToken("OpenAI API key", "sk-admin-", .token, 32...300, isMixed: true),
    PrefixedToken("OpenAI API key", "sk-", .alphanumeric, 32...200, isMixed: true),
    PrefixedToken("Hugging Face token", "hf_", .alphanumeric, 30...60, isMixed: true),
    PrefixedToken("Grafana service account token", "glsa_", .token, 41...41),
    PrefixedToken("New Relic user key", "NRAK-", .capitals, 27...27),
    PrefixedToken("Postman API key", "PMAK-", .token, 59...59),
    PrefixedToken("Linear API key", "lin_api_", .alphanumeric, 40...40),
    PrefixedToken("Atlassian API token", "ATATT3", .token, 100...400),
    PrefixedToken("Supabase token", "sbp_", .hexadecimal, 40...40),
    PrefixedToken("Tailscale key", "tskey-", .token, 20...100, isMixed: true),
    PrefixedToken("1Password service account token", "ops_eyJ", .token, 100...2_000),
    PrefixedToken("PyPI token", "pypi-Ag", .token, 50...1000),
    PrefixedToken("Square token", "sq0atp-", .token, 22...22),
    PrefixedToken("Square token", "EAAA", .token, 60...60, isMixed: true),
    PrefixedToken("age secret key", "AGE-SECRET-KEY-1", .capitals, 58...58),
    PrefixedToken("AWS Bedrock API key", "ABSK", .alphanumeric, 109...269, isMixed: true),
    PrefixedToken("Alibaba Cloud access key", "LTAI", .alphanumeric, 12...24, isMixed: true),
    PrefixedToken("Tencent Cloud secret ID", "AKID", .alphanumeric, 32...32, isMixed: true),
    PrefixedToken("Yandex Cloud API key", "AQVN", .token, 35...38, isMixed: true),
    PrefixedToken("GitLab token", "glft-", .token, 20...300),
    PrefixedToken("GitLab token", "glsoat-", .token, 20...300),
    PrefixedToken("GitLab token", "glimt-", .token, 20...300),
    PrefixedToken("GitLab token", "glffct-", .token, 20...300),
    PrefixedToken("GitLab token", "gloas-", .token, 20...300),
    PrefixedToken("GitLab token", "glwt-", .token, 20...300),
    PrefixedToken("GitLab token", "GR1348941", .token, 20...60),
    PrefixedToken("Bitbucket token", "ATBB", .alphanumeric, 28...60, isMixed: true),
    PrefixedToken("Bitbucket token", "ATCTT3", .token, 100...400),
    PrefixedToken("Bitbucket token", "BBDC-", .token, 40...60, isMixed: true),
    PrefixedToken("Stripe live key", "sk_prod_", .alphanumeric, 16...247),
    PrefixedToken("Stripe live key", "rk_prod_", .alphanumeric, 16...247),
    PrefixedToken("Stripe webhook secret", "whsec_", .alphanumeric, 32...64, isMixed: true),
    PrefixedToken("Brevo API key", "xkeysib-", .token, 70...100),
    PrefixedToken("Brevo API key", "xsmtpsib-", .token, 70...100),
    PrefixedToken("MailerSend token", "mlsn_", .hexadecimal, 64...64),
    PrefixedToken("Resend API key", "re_", .token, 24...50, isMixed: true),
    PrefixedToken("Docker Hub token", "dckr_oat_", .token, 20...100),
    PrefixedToken("Artifactory key", "AKC", .alphanumeric, 60...90, isMixed: true),
    PrefixedToken("Artifactory token", "cmVmd", .alphanumeric, 59...59),
    PrefixedToken("Clojars token", "CLOJARS_", .alphanumeric, 60...60),
    PrefixedToken("crates.io token", "cio", .alphanumeric, 32...32, isMixed: true),
    PrefixedToken("NuGet API key", "oy2", .alphanumeric, 43...43),
    PrefixedToken("Octopus Deploy API key", "API-", .capitals, 26...26),
    PrefixedToken("CircleCI token", "CCIPAT_", .token, 40...120),
    PrefixedToken("Buildkite token", "bkua_", .alphanumeric, 40...40),
    PrefixedToken("Netlify token", "nfp_", .alphanumeric, 36...50),
    PrefixedToken("Fly.io token", "fo1_", .token, 43...43),
    PrefixedToken("Fly.io token", "fm2_", .alphanumeric, 100...1000),
    PrefixedToken("Heroku API key", "HRKU-", .token, 36...80, isMixed: true),
    PrefixedToken("Scalingo token", "tk-us-", .token, 48...48),
    PrefixedToken("PlanetScale credential", "pscale_tkn_", .token, 32...64),
    PrefixedToken("PlanetScale credential", "pscale_pw_", .token, 32...64),
    PrefixedToken("PlanetScale credential", "pscale_oauth_", .token, 32...64),
    PrefixedToken("Prefect API key", "pnu_", .alphanumeric, 36...36),
    PrefixedToken("Infracost API key", "ico-", .alphanumeric, 32...32, isMixed: true),
    PrefixedToken("Render API key", "rnd_", .alphanumeric, 28...40, isMixed: true),
    PrefixedToken("Groq API key", "gsk_", .alphanumeric, 50...60, isMixed: true),
    PrefixedToken("xAI API key", "xai-", .alphanumeric, 80...90, isMixed: true),
    PrefixedToken("Perplexity API key", "pplx-", .alphanumeric, 40...60, isMixed: true),
    PrefixedToken("Replicate token", "r8_", .alphanumeric, 37...40, isMixed: true),
    PrefixedToken("Tavily API key", "tvly-", .token, 32...60, isMixed: true),
    PrefixedToken("LangSmith API key", "lsv2_pt_", .token, 43...50),
    PrefixedToken("LangSmith API key", "lsv2_sk_", .token, 43...50),
    PrefixedToken("Pinecone API key", "pcsk_", .token, 60...80, isMixed: true),
    PrefixedToken("Hugging Face token", "api_org_", .alphanumeric, 34...34, isMixed: true),
    PrefixedToken("Grafana Cloud token", "glc_", .alphanumeric, 50...400, isMixed: true),
    PrefixedToken("Sentry token", "sntrys_", .token, 60...400, isMixed: true),
    PrefixedToken("Sentry token", "sntryu_", .hexadecimal, 64...64),
    PrefixedToken("New Relic ingest key", "NRII-", .token, 32...40),
    PrefixedToken("New Relic key", "NRAA-", .hexadecimal, 27...27),
    PrefixedToken("Honeycomb key", "hcaik_", .alphanumeric, 50...70),
    PrefixedToken("Postman API key", "PMAT-", .token, 26...26),
    PrefixedToken("Notion token", "ntn_", .alphanumeric, 40...60, isMixed: true),
    PrefixedToken("Notion token", "secret_", .alphanumeric, 43...43, isMixed: true),
    PrefixedToken("Figma token", "figd_", .token, 38...60, isMixed: true),
    PrefixedToken("Typeform token", "tfp_", .token, 40...80, isMixed: true),
    PrefixedToken("ReadMe API key", "rdme_", .alphanumeric, 70...70),
    PrefixedToken("Shippo token", "shippo_live_", .hexadecimal, 40...40),
    PrefixedToken("SonarQube token", "sqp_", .hexadecimal, 40...40),
    PrefixedToken("SonarQube token", "squ_", .hexadecimal, 40...40),
    PrefixedToken("SonarQube token", "sqa_", .hexadecimal, 40...40),
    PrefixedToken("Sourcegraph token", "sgp_", .token, 40...80),
    PrefixedToken("Duffel token", "duffel_live_", .token, 43...43),
    PrefixedToken("EasyPost API key", "EZAK", .alphanumeric, 54...54, isMixed: true),
    PrefixedToken("Flutterwave key", "FLWSECK-", .token, 32...40),
    PrefixedToken("Razorpay key", "rzp_live_", .alphanumeric, 14...14, isMixed: true),
    PrefixedToken("Frame.io token", "fio-u-", .token, 64...64),
    PrefixedToken("Defined Networking token", "dnkey-", .token, 50...60),
    PrefixedToken("SettleMint token", "sm_pat_", .alphanumeric, 16...16, isMixed: true),
    PrefixedToken("Supabase secret key", "sb_secret_", .token, 20...60, isMixed: true),
    PrefixedToken("Facebook token", "EAAC", .alphanumeric, 100...400, isMixed: true),
    PrefixedToken("Facebook token", "EAAM", .alphanumeric, 100...400, isMixed: true),
    PrefixedToken("Twitter bearer token", "AAAAAAAAAAAAAAAAAAAA", .alphanumeric, 40...120, isMixed: true),
    PrefixedToken("AWS session token", "IQoJb3JpZ2lu", .alphanumeric, 100...2000, isMixed: true),
    PrefixedToken("AWS session token", "FwoGZXIvYXdz", .alphanumeric, 100...2000, isMixed: true),
    PrefixedToken("HubSpot token", "pat-na1-", .token, 36...36),
    PrefixedToken("HubSpot token", "pat-eu1-", .token, 36...36),
    PrefixedToken("ElevenLabs API key", "sk_", .hexadecimal, 48...48),
    PrefixedToken("OpenRouter API key", "sk-or-v1-", .hexadecimal, 64...64),
  ]

  /// Tokens whose prefix ends with a character that is none of a token: the run is what follows.
  static let separatedTokens: [PrefixedToken] = [
    PrefixedToken("Vault token", "hvs.", .token, 24...300),
    PrefixedToken("Vault token", "hvb.", .token, 24...400),
    PrefixedToken("Vault token", "hvr.", .token, 24...300),
    PrefixedToken("Vault token", "s.", .alphanumeric, 24...24, isMixed: true),
    PrefixedToken("Doppler token", "dp.pt.", .alphanumeric, 40...44),
    PrefixedToken("Doppler token", "dp.ct.", .alphanumeric, 40...44),
    PrefixedToken("Doppler token", "dp.sa.", .alphanumeric, 40...44),
    PrefixedToken("Doppler token", "dp.scim.", .alphanumeric, 40...44),
    PrefixedToken("Google OAuth token", "ya29.", .token, 30...400),
    PrefixedToken("Dropbox token", "sl.", .token, 130...200, isMixed: true),
    PrefixedToken("Amazon MWS token", "amzn.mws.", .token, 36...36),
    PrefixedToken("Terraform Cloud token", ".atlasv1.", .token, 60...70),
    PrefixedToken("Infisical token", "st.", .token, 60...200, isMixed: true),
    PrefixedToken("Cloudflare origin CA key", "v1.", .token, 173...173),
    PrefixedToken("OpenShift token", "sha256~", .token, 43...43),
    PrefixedToken("MailerSend token", "mlsn.", .hexadecimal, 64...64),
  ]
}
