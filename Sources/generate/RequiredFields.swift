/// Where the API server's validation differs from what its OpenAPI documents call required.
///
/// Sources: `pkg/apis/core/validation/validation.go`, `pkg/apis/batch/validation/validation.go`, `pkg/apis/rbac/validation/validation.go`.
enum RequiredFields {
  /// Optional in the documents; the server refuses the object without them.
  static let insistedOn: [String: Set<String>] = [
    "Job": ["spec"],
    "Pod": ["spec"],
    "JobTemplateSpec": ["spec"],
    "PodTemplateSpec": ["spec"],
    "Container": ["image"],
    "EphemeralContainer": ["image"],
    "SecretVolumeSource": ["secretName"],
    "ConfigMapVolumeSource": ["name"],
    "SecretProjection": ["name"],
    "ConfigMapProjection": ["name"],
  ]

  /// Required in the documents; the server takes the empty value.
  static let notInsistedOn: [String: Set<String>] = [
    "HTTPHeader": ["value"],
    "ISCSIVolumeSource": ["lun"],
    "LimitRangeSpec": ["limits"],
    "LinuxContainerUser": ["uid", "gid"],
    "PodFailurePolicy": ["rules"],
    "PreferredSchedulingTerm": ["preference"],
    "ScaleIOVolumeSource": ["secretRef"],
    "SleepAction": ["seconds"],
    "Sysctl": ["value"],
  ]
}
