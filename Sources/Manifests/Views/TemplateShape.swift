import SourceTree

/// The parts of a Job's template that have defaults, and what they are.
///
/// A field has a shape of its own only where something below it is defaulted; everything else is ``other``, where only `null` and empty lists count as
/// absent, as they do everywhere in the API.
enum TemplateShape: Sendable {
  case other
  case job, podFailurePolicy, podFailurePolicyRule, podCondition
  case podTemplate, podMetadata, podLabels
  case podSpec, container, port, environment, environmentSource, fieldReference
  case probe, lifecycle, handler, httpGet, volumeMount
  case volume, fileVolume, projectedVolume, projectedSource, serviceAccountToken, emptyDir, hostPath
  case iscsi, rbd, azureDisk, scaleIO
  case ephemeralVolume, volumeClaimTemplate, volumeClaim
  case resources, quantities
  /// A structure or map that is the same empty as absent, and has no defaults below.
  case optional

  /// Whether an empty mapping is the same as none.
  private var isNothingWhenEmpty: Bool {
    switch self {
    case .podMetadata, .podLabels, .emptyDir, .resources, .quantities, .optional: true
    default: false
    }
  }

  /// The shape of the value under `key`, or of the items where it is a list.
  func shape(of key: String) -> TemplateShape {
    switch self {
    case .job:
      switch key {
      case "template": .podTemplate
      case "podFailurePolicy": .podFailurePolicy
      default: .other
      }
    case .podFailurePolicy: key == "rules" ? .podFailurePolicyRule : .other
    case .podFailurePolicyRule: key == "onPodConditions" ? .podCondition : .other
    case .podTemplate:
      switch key {
      case "metadata": .podMetadata
      case "spec": .podSpec
      default: .other
      }
    case .podMetadata:
      switch key {
      case "labels": .podLabels
      case "annotations": .optional
      default: .other
      }
    case .podSpec:
      switch key {
      case "containers", "initContainers", "ephemeralContainers": .container
      case "volumes": .volume
      case "securityContext", "nodeSelector": .optional
      case "resources": .resources
      case "overhead": .quantities
      default: .other
      }
    case .container:
      switch key {
      case "ports": .port
      case "env": .environment
      case "resources": .resources
      case "securityContext": .optional
      case "livenessProbe", "readinessProbe", "startupProbe": .probe
      case "lifecycle": .lifecycle
      case "volumeMounts": .volumeMount
      default: .other
      }
    case .environment: key == "valueFrom" ? .environmentSource : .other
    case .environmentSource: key == "fieldRef" ? .fieldReference : .other
    case .lifecycle: .handler
    case .probe, .handler: key == "httpGet" ? .httpGet : .other
    case .resources: key == "limits" || key == "requests" ? .quantities : .other
    case .volume:
      switch key {
      case "secret", "configMap", "downwardAPI": .fileVolume
      case "projected": .projectedVolume
      case "emptyDir": .emptyDir
      case "hostPath": .hostPath
      case "iscsi": .iscsi
      case "rbd": .rbd
      case "azureDisk": .azureDisk
      case "scaleIO": .scaleIO
      case "ephemeral": .ephemeralVolume
      default: .other
      }
    case .projectedVolume: key == "sources" ? .projectedSource : .other
    case .projectedSource:
      switch key {
      case "serviceAccountToken": .serviceAccountToken
      case "downwardAPI": .fileVolume
      default: .other
      }
    // An item of a downward API volume is an environment variable's source but for its path.
    case .fileVolume: key == "items" ? .environmentSource : .other
    case .ephemeralVolume: key == "volumeClaimTemplate" ? .volumeClaimTemplate : .other
    case .volumeClaimTemplate:
      switch key {
      case "spec": .volumeClaim
      case "metadata": .podMetadata
      default: .other
      }
    case .volumeClaim: key == "resources" ? .resources : .other
    case .quantities: .quantities
    case .other, .podCondition, .podLabels, .port, .fieldReference, .httpGet, .volumeMount, .serviceAccountToken, .emptyDir, .hostPath,
      .iscsi, .rbd, .azureDisk, .scaleIO, .optional:
      .other
    }
  }

  /// Whether the field under `key` says no more than its absence would.
  func omits(_ key: String, _ value: Node, in mapping: Node, depth: Int) -> Bool {
    switch (self, key) {
    case (.job, "selector"), (.job, "suspend"), (.podMetadata, "creationTimestamp"): return true
    case (.podLabels, "job-name"), (.podLabels, "controller-uid"): return true
    case (.podLabels, _): return key.hasPrefix("batch.kubernetes.io/")
    case (.podSpec, "serviceAccount"): if mapping["serviceAccountName"] != nil { return true }
    default: break
    }
    switch value.kind {
    case .sequence: return !value.items.contains { _ in true }
    case .mapping:
      let shape = shape(of: key)
      guard shape.isNothingWhenEmpty, depth < 16 else { return false }
      return value.mergedEntries.allSatisfy { entry in
        guard let key = entry.key.keyText else { return false }
        return shape.omits(key, entry.value.resolved, in: value, depth: depth + 1)
      }
    case .scalar, .alias:
      guard self != .other, let scalar = value.scalar else { return value.scalar == .null }
      return scalar == .null || scalar == defaultValue(of: key, in: mapping)
    }
  }

  /// What the API server fills in where `key` is absent, or what it leaves out when it writes the object.
  private func defaultValue(of key: String, in mapping: Node) -> Scalar? {
    switch self {
    case .job:
      switch key {
      case "completions", "parallelism": .int(1)
      case "backoffLimit": .int(mapping["backoffLimitPerIndex"] == nil ? 6 : Int64(Int32.max))
      case "completionMode": .string("NonIndexed")
      case "manualSelector": .bool(false)
      case "podReplacementPolicy": .string(mapping["podFailurePolicy"] == nil ? "TerminatingOrFailed" : "Failed")
      default: nil
      }
    case .podCondition: key == "status" ? .string("True") : nil
    case .podSpec:
      switch key {
      case "restartPolicy": .string("Always")
      case "dnsPolicy": .string("ClusterFirst")
      case "schedulerName": .string("default-scheduler")
      case "terminationGracePeriodSeconds": .int(30)
      case "hostNetwork", "hostPID", "hostIPC": .bool(false)
      case "hostname", "subdomain", "nodeName", "priorityClassName": .string("")
      default: nil
      }
    case .container:
      switch key {
      case "terminationMessagePath": .string("/dev/termination-log")
      case "terminationMessagePolicy": .string("File")
      case "imagePullPolicy": .string(Self.pullPolicy(of: mapping["image"]?.text ?? ""))
      case "stdin", "stdinOnce", "tty": .bool(false)
      case "workingDir": .string("")
      default: nil
      }
    case .port:
      switch key {
      case "protocol": .string("TCP")
      case "hostPort": .int(0)
      case "hostIP", "name": .string("")
      default: nil
      }
    case .environment: key == "value" ? .string("") : nil
    case .fieldReference: key == "apiVersion" ? .string("v1") : nil
    case .probe:
      switch key {
      case "initialDelaySeconds": .int(0)
      case "timeoutSeconds", "successThreshold": .int(1)
      case "periodSeconds": .int(10)
      case "failureThreshold": .int(3)
      default: nil
      }
    case .httpGet:
      switch key {
      case "path": .string("/")
      case "scheme": .string("HTTP")
      case "host": .string("")
      default: nil
      }
    case .volumeMount:
      switch key {
      case "readOnly": .bool(false)
      case "subPath", "subPathExpr": .string("")
      default: nil
      }
    case .fileVolume, .projectedVolume: key == "defaultMode" ? .int(0o644) : nil
    case .serviceAccountToken:
      switch key {
      case "expirationSeconds": .int(3_600)
      case "audience": .string("")
      default: nil
      }
    case .emptyDir: key == "medium" ? .string("") : nil
    case .hostPath: key == "type" ? .string("") : nil
    case .iscsi: key == "iscsiInterface" ? .string("default") : nil
    case .rbd:
      switch key {
      case "pool": .string("rbd")
      case "user": .string("admin")
      case "keyring": .string("/etc/ceph/keyring")
      default: nil
      }
    case .azureDisk:
      switch key {
      case "cachingMode": .string("ReadWrite")
      case "kind": .string("Shared")
      case "fsType": .string("ext4")
      case "readOnly": .bool(false)
      default: nil
      }
    case .scaleIO:
      switch key {
      case "storageMode": .string("ThinProvisioned")
      case "fsType": .string("xfs")
      default: nil
      }
    case .volumeClaim: key == "volumeMode" ? .string("Filesystem") : nil
    case .other, .podFailurePolicy, .podFailurePolicyRule, .podTemplate, .podMetadata, .podLabels, .environmentSource, .lifecycle, .handler,
      .volume, .projectedSource, .ephemeralVolume, .volumeClaimTemplate, .resources, .quantities, .optional:
      nil
    }
  }

  /// `Always` for `latest` and for images without tag and digest.
  private static func pullPolicy(of image: String) -> String {
    let withoutDigest = image.prefix { $0 != "@" }
    let name = withoutDigest.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let colon = name.lastIndex(of: ":") else { return withoutDigest.count < image.count ? "IfNotPresent" : "Always" }
    return name[name.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
  }
}
