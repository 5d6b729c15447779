package import SourceTree

/// `spec` of a pod or pod template (`k8s.io/api/core/v1`, PodSpec).
package final class PodSpec: Sendable {
  package let place: SourceRange
  package let presence: Presence
  /// `serviceAccountName`, or its deprecated alias `serviceAccount`.
  package let serviceAccountName: Field<String>
  package let automountServiceAccountToken: Field<Bool>
  package let restartPolicy: Field<String>
  package let activeDeadlineSeconds: Field<Int64>
  package let terminationGracePeriodSeconds: Field<Int64>
  package let hostNetwork: Field<Bool>
  package let hostPID: Field<Bool>
  package let hostIPC: Field<Bool>
  package let hostUsers: Field<Bool>
  package let shareProcessNamespace: Field<Bool>
  package let osName: Field<String>
  package let priorityClassName: Field<String>
  package let dnsPolicy: Field<String>
  /// Whether `dnsConfig` names a name server.
  package let hasNameServers: Bool
  /// The addresses of `hostAliases`.
  package let hostAliases: List<Field<String>>
  package let tolerations: List<Toleration>
  package let securityContext: PodSecurityContext
  /// What all containers share (`resources` of the pod itself).
  package let limits: ResourceAmounts
  package let requests: ResourceAmounts
  package let initContainers: List<Container>
  package let containers: List<Container>
  package let ephemeralContainers: List<Container>
  /// The one walk over all containers: init containers (sidecars among them), containers, ephemeral containers.
  package let allContainers: [Container]
  package let volumes: List<Volume>
  /// The volumes and their mounts by name, where there are too many to look at each.
  let volumeIndex: VolumeIndex?

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    let serviceAccountName = object.string("serviceAccountName")
    self.serviceAccountName = serviceAccountName.isAbsent ? object.string("serviceAccount") : serviceAccountName
    automountServiceAccountToken = object.bool("automountServiceAccountToken")
    restartPolicy = object.string("restartPolicy")
    activeDeadlineSeconds = object.integer("activeDeadlineSeconds")
    terminationGracePeriodSeconds = object.integer("terminationGracePeriodSeconds")
    hostNetwork = object.bool("hostNetwork")
    hostPID = object.bool("hostPID")
    hostIPC = object.bool("hostIPC")
    hostUsers = object.bool("hostUsers")
    shareProcessNamespace = object.bool("shareProcessNamespace")
    osName = object.object("os").string("name")
    priorityClassName = object.string("priorityClassName")
    dnsPolicy = object.string("dnsPolicy")
    let nameServers = object.object("dnsConfig").strings("nameservers")
    hasNameServers = nameServers.presence != .absent && !(nameServers.presence == .present && nameServers.items.isEmpty)
    hostAliases = object.list("hostAliases") { $0.string("ip") }
    tolerations = object.list("tolerations", Toleration.init)
    securityContext = PodSecurityContext(object.object("securityContext"))
    let resources = object.object("resources")
    limits = ResourceAmounts(resources.object("limits"))
    requests = ResourceAmounts(resources.object("requests"))
    initContainers = object.list("initContainers") { Container($0, role: .initialization) }
    containers = object.list("containers") { Container($0, role: .main) }
    ephemeralContainers = object.list("ephemeralContainers") { Container($0, role: .ephemeral) }
    allContainers = initContainers.items + containers.items + ephemeralContainers.items
    volumes = object.list("volumes", Volume.init)
    volumeIndex = volumes.items.count > VolumeIndex.threshold ? VolumeIndex(volumes.items, allContainers) : nil
  }
}

/// An entry of `tolerations`.
package struct Toleration: Sendable {
  package let place: SourceRange
  /// Absent or empty: every key, which only goes with `Exists`.
  package let key: Field<String>
  package let `operator`: Field<String>
  /// The taint's value; goes only with `Equal`.
  package let value: Field<String>
  /// Absent or empty: every effect.
  package let effect: Field<String>
  /// How long a taint that evicts is tolerated.
  package let tolerationSeconds: Field<Int64>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    key = object.string("key")
    `operator` = object.string("operator")
    value = object.text("value")
    effect = object.string("effect")
    tolerationSeconds = object.integer("tolerationSeconds")
  }
}

/// `securityContext` of a pod.
package final class PodSecurityContext: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let runAsNonRoot: Field<Bool>
  package let runAsUser: Field<Int64>
  package let runAsGroup: Field<Int64>
  package let fsGroup: Field<Int64>
  package let seccompProfileType: Field<String>
  package let appArmorProfileType: Field<String>
  package let seLinuxOptions: SELinuxOptions
  package let hostProcess: Field<Bool>
  package let sysctls: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    runAsNonRoot = object.bool("runAsNonRoot")
    runAsUser = object.integer("runAsUser")
    runAsGroup = object.integer("runAsGroup")
    fsGroup = object.integer("fsGroup")
    seccompProfileType = object.profileType("seccompProfile")
    appArmorProfileType = object.profileType("appArmorProfile")
    seLinuxOptions = SELinuxOptions(object.object("seLinuxOptions"))
    hostProcess = object.object("windowsOptions").bool("hostProcess")
    sysctls = object.list("sysctls") { $0.string("name") }
  }
}

/// `seLinuxOptions` of a pod or container.
package struct SELinuxOptions: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let type: Field<String>
  package let user: Field<String>
  package let role: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    type = object.string("type")
    user = object.string("user")
    role = object.string("role")
  }
}

/// An entry of `volumes`, with the sources that rules ask about.
package final class Volume: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let name: Field<String>
  /// The keys of what the volume is made of: `hostPath`, `nfs`. A valid volume has at most one.
  package let sources: [Field<String>]
  package let secret: SecretVolumeSource?
  package let configMapName: Field<String>
  package let configMapIsOptional: Field<Bool>
  /// `items` of the ConfigMap: the keys that become files.
  package let configMapItems: List<KeyToPath>
  package let hostPath: Field<String>
  /// The name of the claim.
  package let persistentVolumeClaim: Field<String>
  package let projected: List<ProjectedSource>
  /// What the volume's driver is told: `options` of `flexVolume`, `volumeAttributes` of `csi`.
  package let driverOptions: StringMap
  package let emptyDir: Presence
  package let emptyDirSizeLimit: Field<String>
  package let emptyDirMedium: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    name = object.string("name")
    sources = object.fieldNames.filter { $0.value != "name" }
    let secret = object.object("secret")
    self.secret = secret.presence == .absent ? nil : SecretVolumeSource(secret, nameKey: "secretName")
    let configMap = object.object("configMap")
    configMapName = configMap.string("name")
    configMapIsOptional = configMap.bool("optional")
    configMapItems = configMap.list("items", KeyToPath.init)
    hostPath = object.object("hostPath").string("path")
    persistentVolumeClaim = object.object("persistentVolumeClaim").string("claimName")
    let projected = object.object("projected")
    let mode = projected.integer("defaultMode")
    self.projected = projected.list("sources") { ProjectedSource($0, defaultMode: mode) }
    let driver = object.object("csi")
    driverOptions =
      driver.presence == .absent ? object.object("flexVolume").stringMap("options") : driver.stringMap("volumeAttributes")
    let emptyDir = object.object("emptyDir")
    self.emptyDir = emptyDir.presence
    emptyDirSizeLimit = emptyDir.stringOrNumber("sizeLimit")
    emptyDirMedium = emptyDir.string("medium")
  }
}

/// A Secret as a volume, or as one source of a projected volume.
package final class SecretVolumeSource: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let name: Field<String>
  package let defaultMode: Field<Int64>
  package let isOptional: Field<Bool>
  package let items: List<KeyToPath>

  /// - Parameter nameKey: `secretName` in a volume, `name` in a projection.
  init(_ object: borrowing ObjectReader, nameKey: StaticString) {
    place = object.place
    presence = object.presence
    name = object.string(nameKey)
    defaultMode = object.integer("defaultMode")
    isOptional = object.bool("optional")
    items = object.list("items", KeyToPath.init)
  }

  init(_ object: borrowing ObjectReader, nameKey: StaticString, defaultMode: Field<Int64>) {
    place = object.place
    presence = object.presence
    name = object.string(nameKey)
    self.defaultMode = defaultMode
    isOptional = object.bool("optional")
    items = object.list("items", KeyToPath.init)
  }
}

/// One key of a Secret or ConfigMap and the file it becomes.
package struct KeyToPath: Sendable {
  package let place: SourceRange
  package let key: Field<String>
  package let path: Field<String>
  package let mode: Field<Int64>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    key = object.string("key")
    path = object.string("path")
    mode = object.integer("mode")
  }
}

/// One source of a projected volume.
package struct ProjectedSource: Sendable {
  package let place: SourceRange
  package let secret: SecretVolumeSource?
  package let configMapName: Field<String>
  package let configMapIsOptional: Field<Bool>
  package let configMapItems: List<KeyToPath>
  package let serviceAccountToken: Presence
  /// The `serviceAccountToken` key, where there is one.
  package let serviceAccountTokenPlace: SourceRange
  package let tokenExpirationSeconds: Field<Int64>
  package let tokenAudience: Field<String>

  init(_ object: borrowing ObjectReader, defaultMode: Field<Int64>) {
    place = object.place
    let secret = object.object("secret")
    self.secret = secret.presence == .absent ? nil : SecretVolumeSource(secret, nameKey: "name", defaultMode: defaultMode)
    let configMap = object.object("configMap")
    configMapName = configMap.string("name")
    configMapIsOptional = configMap.bool("optional")
    configMapItems = configMap.list("items", KeyToPath.init)
    let token = object.object("serviceAccountToken")
    serviceAccountToken = token.presence
    serviceAccountTokenPlace = token.place
    tokenExpirationSeconds = token.integer("expirationSeconds")
    tokenAudience = token.string("audience")
  }
}
