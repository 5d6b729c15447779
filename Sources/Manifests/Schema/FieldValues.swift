/// What a field may hold beyond its type: values that the API server's validation refuses in every supported version.
///
/// Fields that rules judge by themselves, such as the restart policy of the pod, are not among them. The empty value stands for a default, or is
/// missing, and is not judged here.
///
/// Sources: `pkg/apis/core/validation` and `pkg/apis/batch/validation`.
package enum FieldValues: Hashable, Sendable {
  /// One of these words, to the letter.
  case oneOf([String])
  /// A DNS label.
  case label
  /// Labels with dots between them.
  case subdomain
  /// What IANA calls the name of a service.
  case portName
  /// A name of 63 characters with an optional domain before it.
  case labelKey
  /// A name of 63 characters.
  case labelValue
  /// Whole numbers within a range.
  case numbers(ClosedRange<Int64>)
  /// Permissions of a file, which are usually thought of as octal.
  case mode
  /// A path that stays below where it begins: relative, and without `..`.
  case relativePath
  /// A path without `..`.
  case straightPath
  /// A path from the root.
  case absolutePath
}

extension FieldValues {
  /// Whether it is numbers that are told apart, and not texts.
  var isOfNumbers: Bool {
    switch self {
    case .numbers, .mode: true
    default: false
    }
  }

  /// What the field of each position in ``FieldTable`` may hold: the number of one of ``constraints`` and 1, or 0 for those that may hold anything.
  static let ofFields: [UInt8] = {
    var numbers = [UInt8](repeating: 0, count: FieldTable.fieldCount)
    for (position, constraint) in table.enumerated() {
      for type in constraint.types {
        guard let type = FieldTable.type(named: type) else { continue }
        for field in FieldTable.type(type).fields where FieldTable.fieldName(field) == constraint.field {
          numbers[field] = UInt8(truncatingIfNeeded: position + 1)
        }
      }
    }
    return numbers
  }()

  static let constraints: [FieldValues] = table.map(\.values)

  /// What is known of the values of fields, for tests: each type and field must be there.
  package static var known: [(types: [String], field: String)] { table.map { ($0.types, $0.field) } }

  private static let containers = ["Container", "EphemeralContainer"]
  private static let profileTypes = FieldValues.oneOf(["RuntimeDefault", "Localhost", "Unconfined"])
  private static let pullPolicies = FieldValues.oneOf(["Always", "IfNotPresent", "Never"])
  private static let selectorOperators = FieldValues.oneOf(["In", "NotIn", "Exists", "DoesNotExist"])
  private static let honors = FieldValues.oneOf(["Honor", "Ignore"])
  private static let identifiers = FieldValues.numbers(0...Int64(Int32.max))
  private static let counts = FieldValues.numbers(0...Int64(Int32.max))
  private static let ports = FieldValues.numbers(1...65535)

  private static let table: [(types: [String], field: String, values: FieldValues)] = [
    (containers, "name", .label),
    (containers, "imagePullPolicy", pullPolicies),
    (containers, "terminationMessagePolicy", .oneOf(["File", "FallbackToLogsOnError"])),
    (["ContainerPort"], "name", .portName),
    (["ContainerPort"], "protocol", .oneOf(["TCP", "UDP", "SCTP"])),
    (["ContainerPort"], "containerPort", ports),
    (["ContainerPort"], "hostPort", .numbers(0...65535)),
    (["ContainerResizePolicy"], "resourceName", .oneOf(["cpu", "memory"])),
    (["ContainerResizePolicy"], "restartPolicy", .oneOf(["NotRequired", "RestartContainer"])),
    (["ContainerRestartRuleOnExitCodes", "PodFailurePolicyOnExitCodesRequirement"], "operator", .oneOf(["In", "NotIn"])),
    (["PodFailurePolicyOnPodConditionsPattern"], "status", .oneOf(["True", "False", "Unknown"])),
    (["HTTPGetAction"], "scheme", .oneOf(["HTTP", "HTTPS"])),
    (["GRPCAction"], "port", ports),
    (["Probe"], "initialDelaySeconds", counts),
    (["Probe"], "periodSeconds", counts),
    (["Probe"], "timeoutSeconds", counts),
    (["Probe"], "failureThreshold", counts),
    (["Probe"], "successThreshold", counts),
    (["Probe"], "terminationGracePeriodSeconds", .numbers(1...Int64.max)),
    (["VolumeMount"], "mountPropagation", .oneOf(["None", "HostToContainer", "Bidirectional"])),
    (["VolumeMount"], "recursiveReadOnly", .oneOf(["Disabled", "IfPossible", "Enabled"])),
    (["VolumeMount"], "subPath", .relativePath),
    (["VolumeMount"], "subPathExpr", .relativePath),
    (["Volume"], "name", .label),
    (
      ["ConfigMapVolumeSource", "DownwardAPIVolumeSource", "ProjectedVolumeSource", "SecretVolumeSource"], "defaultMode", .mode
    ),
    (["DownwardAPIVolumeFile", "KeyToPath"], "mode", .mode),
    (["DownwardAPIVolumeFile", "KeyToPath", "ServiceAccountTokenProjection", "ClusterTrustBundleProjection"], "path", .relativePath),
    (["HostPathVolumeSource"], "path", .straightPath),
    (
      ["HostPathVolumeSource"], "type",
      .oneOf(["DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"])
    ),
    (["ImageVolumeSource"], "pullPolicy", pullPolicies),
    (["NFSVolumeSource"], "path", .absolutePath),
    (["PersistentVolumeClaimSpec"], "volumeMode", .oneOf(["Filesystem", "Block"])),
    (["PodOS"], "name", .oneOf(["linux", "windows"])),
    (["PodSecurityContext"], "fsGroup", identifiers),
    (["PodSecurityContext"], "fsGroupChangePolicy", .oneOf(["OnRootMismatch", "Always"])),
    (["PodSecurityContext"], "seLinuxChangePolicy", .oneOf(["MountOption", "Recursive"])),
    (["PodSecurityContext"], "supplementalGroupsPolicy", .oneOf(["Merge", "Strict"])),
    (["PodSecurityContext", "SecurityContext"], "runAsGroup", identifiers),
    (["PodSecurityContext", "SecurityContext"], "runAsUser", identifiers),
    (["SecurityContext"], "procMount", .oneOf(["Default", "Unmasked"])),
    (["AppArmorProfile", "SeccompProfile"], "type", profileTypes),
    (["PodSpec"], "hostname", .label),
    (["PodSpec"], "subdomain", .label),
    (["PodSpec"], "nodeName", .subdomain),
    (["PodSpec"], "preemptionPolicy", .oneOf(["PreemptLowerPriority", "Never"])),
    (["PodSpec"], "priorityClassName", .subdomain),
    (["PodSpec"], "runtimeClassName", .subdomain),
    (["PodSpec"], "serviceAccountName", .subdomain),
    (["Toleration"], "effect", .oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"])),
    // Comparisons are a feature of newer versions that has to be switched on.
    (["Toleration"], "operator", .oneOf(["Equal", "Exists", "Gt", "Lt"])),
    (["TopologySpreadConstraint"], "whenUnsatisfiable", .oneOf(["DoNotSchedule", "ScheduleAnyway"])),
    (["TopologySpreadConstraint"], "maxSkew", .numbers(1...Int64(Int32.max))),
    (["TopologySpreadConstraint"], "nodeAffinityPolicy", honors),
    (["TopologySpreadConstraint"], "nodeTaintsPolicy", honors),
    (["NodeSelectorRequirement"], "operator", .oneOf(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"])),
    (["LabelSelectorRequirement"], "operator", selectorOperators),
    (["PreferredSchedulingTerm", "WeightedPodAffinityTerm"], "weight", .numbers(1...100)),
  ]
}
