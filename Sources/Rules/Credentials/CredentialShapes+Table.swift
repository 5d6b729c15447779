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
  }

  /// Tokens of one kind that differ in their prefix alone.
  private struct TokenFamily {
    let tokens: [PrefixedToken]

    init(_ kind: String, _ prefixes: [String], _ alphabet: Alphabet, _ length: ClosedRange<Int>, isMixed: Bool = false) {
      tokens = prefixes.map { PrefixedToken(kind: kind, prefix: $0, alphabet: alphabet, length: length, isMixed: isMixed) }
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
  static let prefixedTokens =
    ([
      TokenFamily("AWS access key ID", ["AKIA", "ASIA", "ABIA", "ACCA"], .capitals, 16...16),
      TokenFamily("AWS access key ID", ["A3T"], .capitals, 17...17),
      TokenFamily("Google API key", ["AIza"], .token, 35...35),
      TokenFamily("Google OAuth client secret", ["GOCSPX-"], .token, 28...28),
      TokenFamily("GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], .alphanumeric, 36...255),
      TokenFamily("GitHub token", ["github_pat_"], .token, 60...255),
      TokenFamily(
        "GitLab token",
        ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glagent-", "glft-", "glsoat-", "glimt-", "glffct-", "gloas-", "glwt-"], .token,
        20...300),
      TokenFamily("Stripe live key", ["sk_live_", "rk_live_", "sk_prod_", "rk_prod_"], .alphanumeric, 16...247),
      TokenFamily("Twilio API key", ["SK"], .hexadecimal, 32...32),
      TokenFamily("Mailgun API key", ["key-"], .hexadecimal, 32...32),
      TokenFamily("Shopify token", ["shpat_", "shpss_", "shpca_", "shppa_"], .hexadecimal, 32...32),
      TokenFamily("Square token", ["sq0csp-"], .token, 43...43),
      TokenFamily("npm token", ["npm_"], .alphanumeric, 36...36),
      TokenFamily("RubyGems API key", ["rubygems_"], .hexadecimal, 48...48),
      TokenFamily("Docker Hub token", ["dckr_pat_", "dckr_oat_"], .token, 20...100),
      TokenFamily("Pulumi token", ["pul-"], .hexadecimal, 40...40),
      TokenFamily("DigitalOcean token", ["dop_v1_", "doo_v1_", "dor_v1_"], .hexadecimal, 64...64),
      TokenFamily("Databricks token", ["dapi"], .hexadecimal, 32...32),
      TokenFamily("Anthropic API key", ["sk-ant-"], .token, 32...300),
      TokenFamily("OpenAI API key", ["sk-proj-", "sk-svcacct-", "sk-admin-"], .token, 32...300, isMixed: true),
      TokenFamily("OpenAI API key", ["sk-"], .alphanumeric, 32...200, isMixed: true),
      TokenFamily("Hugging Face token", ["hf_"], .alphanumeric, 30...60, isMixed: true),
      TokenFamily("Grafana service account token", ["glsa_"], .token, 41...41),
      TokenFamily("New Relic user key", ["NRAK-"], .capitals, 27...27),
      TokenFamily("Postman API key", ["PMAK-"], .token, 59...59),
      TokenFamily("Linear API key", ["lin_api_"], .alphanumeric, 40...40),
      TokenFamily("Atlassian API token", ["ATATT3"], .token, 100...400),
      TokenFamily("Supabase token", ["sbp_"], .hexadecimal, 40...40),
      TokenFamily("Tailscale key", ["tskey-"], .token, 20...100, isMixed: true),
      TokenFamily("1Password service account token", ["ops_eyJ"], .token, 100...2_000),
      TokenFamily("PyPI token", ["pypi-Ag"], .token, 50...1000),
      TokenFamily("Square token", ["sq0atp-"], .token, 22...22),
      TokenFamily("Square token", ["EAAA"], .token, 60...60, isMixed: true),
      TokenFamily("age secret key", ["AGE-SECRET-KEY-1"], .capitals, 58...58),
      TokenFamily("AWS Bedrock API key", ["ABSK"], .alphanumeric, 109...269, isMixed: true),
      TokenFamily("Alibaba Cloud access key", ["LTAI"], .alphanumeric, 12...24, isMixed: true),
      TokenFamily("Tencent Cloud secret ID", ["AKID"], .alphanumeric, 32...32, isMixed: true),
      TokenFamily("Yandex Cloud API key", ["AQVN"], .token, 35...38, isMixed: true),
      TokenFamily("GitLab token", ["GR1348941"], .token, 20...60),
      TokenFamily("Bitbucket token", ["ATBB"], .alphanumeric, 28...60, isMixed: true),
      TokenFamily("Bitbucket token", ["ATCTT3"], .token, 100...400),
      TokenFamily("Bitbucket token", ["BBDC-"], .token, 40...60, isMixed: true),
      TokenFamily("Stripe webhook secret", ["whsec_"], .alphanumeric, 32...64, isMixed: true),
      TokenFamily("Brevo API key", ["xkeysib-", "xsmtpsib-"], .token, 70...100),
      TokenFamily("MailerSend token", ["mlsn_"], .hexadecimal, 64...64),
      TokenFamily("Resend API key", ["re_"], .token, 24...50, isMixed: true),
      TokenFamily("Artifactory key", ["AKC"], .alphanumeric, 60...90, isMixed: true),
      TokenFamily("Artifactory token", ["cmVmd"], .alphanumeric, 59...59),
      TokenFamily("Clojars token", ["CLOJARS_"], .alphanumeric, 60...60),
      TokenFamily("crates.io token", ["cio"], .alphanumeric, 32...32, isMixed: true),
      TokenFamily("NuGet API key", ["oy2"], .alphanumeric, 43...43),
      TokenFamily("Octopus Deploy API key", ["API-"], .capitals, 26...26),
      TokenFamily("CircleCI token", ["CCIPAT_"], .token, 40...120),
      TokenFamily("Buildkite token", ["bkua_"], .alphanumeric, 40...40),
      TokenFamily("Netlify token", ["nfp_"], .alphanumeric, 36...50),
      TokenFamily("Fly.io token", ["fo1_"], .token, 43...43),
      TokenFamily("Fly.io token", ["fm2_"], .alphanumeric, 100...1000),
      TokenFamily("Heroku API key", ["HRKU-"], .token, 36...80, isMixed: true),
      TokenFamily("Scalingo token", ["tk-us-"], .token, 48...48),
      TokenFamily("PlanetScale credential", ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], .token, 32...64),
      TokenFamily("Prefect API key", ["pnu_"], .alphanumeric, 36...36),
      TokenFamily("Infracost API key", ["ico-"], .alphanumeric, 32...32, isMixed: true),
      TokenFamily("Render API key", ["rnd_"], .alphanumeric, 28...40, isMixed: true),
      TokenFamily("Groq API key", ["gsk_"], .alphanumeric, 50...60, isMixed: true),
      TokenFamily("xAI API key", ["xai-"], .alphanumeric, 80...90, isMixed: true),
      TokenFamily("Perplexity API key", ["pplx-"], .alphanumeric, 40...60, isMixed: true),
      TokenFamily("Replicate token", ["r8_"], .alphanumeric, 37...40, isMixed: true),
      TokenFamily("Tavily API key", ["tvly-"], .token, 32...60, isMixed: true),
      TokenFamily("LangSmith API key", ["lsv2_pt_", "lsv2_sk_"], .token, 43...50),
      TokenFamily("Pinecone API key", ["pcsk_"], .token, 60...80, isMixed: true),
      TokenFamily("Hugging Face token", ["api_org_"], .alphanumeric, 34...34, isMixed: true),
      TokenFamily("Grafana Cloud token", ["glc_"], .alphanumeric, 50...400, isMixed: true),
      TokenFamily("Sentry token", ["sntrys_"], .token, 60...400, isMixed: true),
      TokenFamily("Sentry token", ["sntryu_"], .hexadecimal, 64...64),
      TokenFamily("New Relic ingest key", ["NRII-"], .token, 32...40),
      TokenFamily("New Relic key", ["NRAA-"], .hexadecimal, 27...27),
      TokenFamily("Honeycomb key", ["hcaik_"], .alphanumeric, 50...70),
      TokenFamily("Postman API key", ["PMAT-"], .token, 26...26),
      TokenFamily("Notion token", ["ntn_"], .alphanumeric, 40...60, isMixed: true),
      TokenFamily("Notion token", ["secret_"], .alphanumeric, 43...43, isMixed: true),
      TokenFamily("Figma token", ["figd_"], .token, 38...60, isMixed: true),
      TokenFamily("Typeform token", ["tfp_"], .token, 40...80, isMixed: true),
      TokenFamily("ReadMe API key", ["rdme_"], .alphanumeric, 70...70),
      TokenFamily("Shippo token", ["shippo_live_"], .hexadecimal, 40...40),
      TokenFamily("SonarQube token", ["sqp_", "squ_", "sqa_"], .hexadecimal, 40...40),
      TokenFamily("Sourcegraph token", ["sgp_"], .token, 40...80),
      TokenFamily("Duffel token", ["duffel_live_"], .token, 43...43),
      TokenFamily("EasyPost API key", ["EZAK"], .alphanumeric, 54...54, isMixed: true),
      TokenFamily("Flutterwave key", ["FLWSECK-"], .token, 32...40),
      TokenFamily("Razorpay key", ["rzp_live_"], .alphanumeric, 14...14, isMixed: true),
      TokenFamily("Frame.io token", ["fio-u-"], .token, 64...64),
      TokenFamily("Defined Networking token", ["dnkey-"], .token, 50...60),
      TokenFamily("SettleMint token", ["sm_pat_"], .alphanumeric, 16...16, isMixed: true),
      TokenFamily("Supabase secret key", ["sb_secret_"], .token, 20...60, isMixed: true),
      TokenFamily("Facebook token", ["EAAC", "EAAM"], .alphanumeric, 100...400, isMixed: true),
      TokenFamily("Twitter bearer token", ["AAAAAAAAAAAAAAAAAAAA"], .alphanumeric, 40...120, isMixed: true),
      TokenFamily("AWS session token", ["IQoJb3JpZ2lu", "FwoGZXIvYXdz"], .alphanumeric, 100...2000, isMixed: true),
      TokenFamily("HubSpot token", ["pat-na1-", "pat-eu1-"], .token, 36...36),
      TokenFamily("ElevenLabs API key", ["sk_"], .hexadecimal, 48...48),
      TokenFamily("OpenRouter API key", ["sk-or-v1-"], .hexadecimal, 64...64),
    ] as [TokenFamily]).flatMap(\.tokens)

  /// Tokens whose prefix ends with a character that is none of a token: the run is what follows.
  static let separatedTokens =
    ([
      TokenFamily("Vault token", ["hvs.", "hvr."], .token, 24...300),
      TokenFamily("Vault token", ["hvb."], .token, 24...400),
      TokenFamily("Vault token", ["s."], .alphanumeric, 24...24, isMixed: true),
      TokenFamily("Doppler token", ["dp.pt.", "dp.ct.", "dp.sa.", "dp.scim."], .alphanumeric, 40...44),
      TokenFamily("Google OAuth token", ["ya29."], .token, 30...400),
      TokenFamily("Dropbox token", ["sl."], .token, 130...200, isMixed: true),
      TokenFamily("Amazon MWS token", ["amzn.mws."], .token, 36...36),
      TokenFamily("Terraform Cloud token", [".atlasv1."], .token, 60...70),
      TokenFamily("Infisical token", ["st."], .token, 60...200, isMixed: true),
      TokenFamily("Cloudflare origin CA key", ["v1."], .token, 173...173),
      TokenFamily("OpenShift token", ["sha256~"], .token, 43...43),
      TokenFamily("MailerSend token", ["mlsn."], .hexadecimal, 64...64),
    ] as [TokenFamily]).flatMap(\.tokens)
}
