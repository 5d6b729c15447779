package import SourceTree

/// An object from which a controller makes Secrets or ConfigMaps: what it makes counts as present, though the input may not hold it.
package struct GeneratedObjects: Sendable {
  /// The kinds that are known, by their API groups.
  package enum Generator: Sendable, Equatable {
    case externalSecret, clusterExternalSecret, sealedSecret, certificate, vaultSecret, onePasswordItem, infisicalSecret, dopplerSecret
    case bitwardenSecret, sopsSecret, keyVaultSecret, secretProviderClass, trustBundle

    init?(kind: String, group: String) {
      switch (kind, group) {
      case ("ExternalSecret", "external-secrets.io"), ("ExternalSecret", "kubernetes-client.io"): self = .externalSecret
      case ("ClusterExternalSecret", "external-secrets.io"): self = .clusterExternalSecret
      case ("SealedSecret", "bitnami.com"): self = .sealedSecret
      case ("Certificate", "cert-manager.io"): self = .certificate
      case (_, "secrets.hashicorp.com") where kind.hasSuffix("Secret") || kind == "HCPVaultSecretsApp": self = .vaultSecret
      case ("OnePasswordItem", "onepassword.com"): self = .onePasswordItem
      case ("InfisicalSecret", "secrets.infisical.com"): self = .infisicalSecret
      case ("DopplerSecret", "secrets.doppler.com"): self = .dopplerSecret
      case ("BitwardenSecret", "k8s.bitwarden.com"): self = .bitwardenSecret
      case ("SopsSecret", "isindir.github.com"): self = .sopsSecret
      case ("AzureKeyVaultSecret", "spv.no"): self = .keyVaultSecret
      case ("SecretProviderClass", "secrets-store.csi.x-k8s.io"): self = .secretProviderClass
      case ("Bundle", "trust.cert-manager.io"): self = .trustBundle
      default: return nil
      }
    }
  }

  /// The `kind` key of the object.
  package let place: SourceRange
  package let kind: String
  package let apiGroup: String
  package let metadata: ObjectMeta
  /// Whether the objects are made in namespaces that the object does not name.
  package let isClusterWide: Bool
  /// Names of Secrets.
  package let secrets: [String]
  /// Names of ConfigMaps.
  package let configMaps: [String]

  init(_ generator: Generator, _ object: borrowing ObjectReader) {
    place = object.kindPlace
    kind = object.string("kind").value ?? ""
    apiGroup = object.string("apiVersion").value.flatMap { $0.split(separator: "/").first.map(String.init) } ?? ""
    metadata = ObjectMeta(object.object("metadata"))
    isClusterWide = generator == .clusterExternalSecret || generator == .trustBundle
    let spec = object.object("spec")
    let ownName = metadata.name
    let names: [Field<String>] =
      switch generator {
      case .externalSecret: [spec.object("target").string("name").or(ownName)]
      case .clusterExternalSecret:
        [spec.object("externalSecretSpec").object("target").string("name").or(spec.string("externalSecretName")).or(ownName)]
      case .sealedSecret: [ownName, spec.object("template").object("metadata").string("name")]
      case .certificate, .bitwardenSecret: [spec.string("secretName")]
      case .vaultSecret: [spec.object("destination").string("name")]
      case .onePasswordItem, .trustBundle: [ownName]
      case .infisicalSecret: [spec.object("managedSecretReference").string("secretName")]
      case .dopplerSecret: [spec.object("managedSecret").string("name")]
      case .sopsSecret: spec.list("secretTemplates") { $0.string("name") }.items
      case .keyVaultSecret: [spec.object("output").object("secret").string("name").or(ownName)]
      case .secretProviderClass: spec.list("secretObjects") { $0.string("secretName") }.items
      }
    let values = names.compactMap(\.value)
    secrets = values
    configMaps = generator == .trustBundle ? values : []
  }
}

extension GeneratedObjects {
  /// What the API calls objects of the kind, such as `externalsecrets`.
  package var resource: String {
    let name = kind.lowercased()
    return name.hasSuffix("s") ? "\(name)es" : "\(name)s"
  }
}

extension Field {
  /// The field, or another one where it is not written.
  fileprivate func or(_ other: Field) -> Field { isAbsent ? other : self }
}
