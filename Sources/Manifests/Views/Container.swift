package import SourceTree

/// A container of any kind (`k8s.io/api/core/v1`, Container and EphemeralContainer). A class, so that handing it to a rule copies nothing.
package final class Container: Sendable {
  /// Which list the container stands in.
  package enum Role: Sendable { case initialization, main, ephemeral }

  package let role: Role
  package let place: SourceRange
  package let presence: Presence
  package let name: Field<String>
  package let image: Field<String>
  /// The parts of the image's name; nil where there is none, or it is no image name.
  package let imageReference: ImageReference?
  package let imagePullPolicy: Field<String>
  package let command: List<Field<String>>
  package let args: List<Field<String>>
  package let restartPolicy: Field<String>
  package let env: List<EnvVar>
  package let envFrom: List<EnvFromSource>
  package let volumeMounts: List<VolumeMount>
  package let ports: List<ContainerPort>
  package let terminationMessagePolicy: Field<String>
  /// Whether there are hooks.
  package let lifecycle: Presence
  /// The `lifecycle` key, where there is one.
  package let lifecyclePlace: SourceRange
  /// Whether `lifecycle` has a hook that runs before the container is stopped.
  package let preStop: Presence
  package let preStopPlace: SourceRange
  package let limits: ResourceAmounts
  package let requests: ResourceAmounts
  package let securityContext: ContainerSecurityContext
  /// What probes and lifecycle hooks do.
  package let handlers: [ContainerHandler]
  /// The hosts that probes and lifecycle handlers name; without those that name none.
  package let handlerHosts: [Field<String>]

  package init(_ object: borrowing ObjectReader, role: Role) {
    self.role = role
    place = object.place
    presence = object.presence
    name = object.string("name")
    image = object.string("image")
    imageReference = image.value.flatMap(ImageReference.init)
    imagePullPolicy = object.string("imagePullPolicy")
    command = object.strings("command")
    args = object.strings("args")
    restartPolicy = object.string("restartPolicy")
    env = object.list("env", EnvVar.init)
    envFrom = object.list("envFrom", EnvFromSource.init)
    volumeMounts = object.list("volumeMounts", VolumeMount.init)
    ports = object.list("ports", ContainerPort.init)
    terminationMessagePolicy = object.string("terminationMessagePolicy")
    let lifecycle = object.object("lifecycle")
    self.lifecycle = lifecycle.presence
    lifecyclePlace = lifecycle.place
    let preStop = lifecycle.object("preStop")
    self.preStop = preStop.presence
    preStopPlace = preStop.place
    let resources = object.object("resources")
    limits = ResourceAmounts(resources.object("limits"))
    requests = ResourceAmounts(resources.object("requests"))
    securityContext = ContainerSecurityContext(object.object("securityContext"))
    handlers = ContainerHandler.all(of: object)
    let hosts = handlers.flatMap(\.hosts)
    handlerHosts =
      hosts.isEmpty && object.isPatch ? [.unreadable(.patch, at: FieldRange(key: object.place, value: object.place))] : hosts
  }

  /// An init container that keeps running beside the others (`restartPolicy: Always`).
  package var isSidecar: Bool { role == .initialization && restartPolicy.value == "Always" }

  /// How messages call the container.
  package var displayName: String { name.value ?? "(unnamed)" }
}

/// What a probe or a lifecycle hook does (`k8s.io/api/core/v1`, LifecycleHandler and ProbeHandler).
package struct ContainerHandler: Sendable {
  /// `livenessProbe`, `preStop`
  package let name: String
  /// Its key.
  package let place: SourceRange
  /// Whether it can be read.
  package let presence: Presence
  /// How many of `exec`, `httpGet` and the like there are; a valid handler has one.
  package let actionCount: Int
  /// Of a probe.
  package let successThreshold: Field<Int64>
  /// Of a probe: the time that its failure leaves to the container.
  package let terminationGracePeriodSeconds: Field<Int64>
  /// Of `exec`.
  package let command: List<Field<String>>
  /// Of `httpGet`.
  package let path: Field<String>
  package let headers: List<HTTPHeader>
  /// Those that are named.
  package let hosts: [Field<String>]

  private init?(_ name: StaticString, _ object: borrowing ObjectReader) {
    guard object.presence != .absent, object.presence != .unreadable(.patch) else { return nil }
    self.name = "\(name)"
    place = object.place
    presence = object.presence
    var actionCount = 0
    for action: StaticString in ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] where object.object(action).presence != .absent {
      actionCount += 1
    }
    self.actionCount = actionCount
    successThreshold = object.integer("successThreshold")
    terminationGracePeriodSeconds = object.integer("terminationGracePeriodSeconds")
    command = object.object("exec").strings("command")
    let request = object.object("httpGet")
    path = request.string("path")
    headers = request.list("httpHeaders", HTTPHeader.init)
    hosts = [request.string("host"), object.object("tcpSocket").string("host")].filter { !$0.isAbsent }
  }

  static func all(of container: borrowing ObjectReader) -> [ContainerHandler] {
    var handlers: [ContainerHandler] = []
    for probe: StaticString in ["livenessProbe", "readinessProbe", "startupProbe"] {
      if let handler = ContainerHandler(probe, container.object(probe)) { handlers.append(handler) }
    }
    let lifecycle = container.object("lifecycle")
    if lifecycle.presence == .absent { return handlers }
    for event: StaticString in ["postStart", "preStop"] {
      if let handler = ContainerHandler(event, lifecycle.object(event)) { handlers.append(handler) }
    }
    return handlers
  }
}

/// An entry of `httpHeaders`.
package struct HTTPHeader: Sendable {
  package let name: Field<String>
  package let value: Field<String>

  init(_ object: borrowing ObjectReader) {
    name = object.string("name")
    value = object.text("value")
  }
}

/// An entry of `env`.
package final class EnvVar: Sendable {
  package let place: SourceRange
  package let name: Field<String>
  package let value: Field<String>
  /// Where the text of ``value`` stands: elsewhere than the field where that is an alias.
  package let valueText: SourceRange?
  package let secretName: Field<String>
  package let secretKey: Field<String>
  package let configMapName: Field<String>
  package let configMapKey: Field<String>
  /// Whether the pod starts without the Secret or ConfigMap, or without its key.
  package let isOptional: Field<Bool>
  package let valueFrom: Presence
  package let valueFromPlace: SourceRange
  /// How many sources ``valueFrom`` has; a valid variable has one.
  package let sourceCount: Int
  /// Whether the variable takes its value from a Secret.
  package let secretKeyRef: Presence
  /// The `secretKeyRef` key, where there is one.
  package let secretKeyRefPlace: SourceRange

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    name = object.string("name")
    value = object.text("value")
    valueText = object.valueRange("value", value)
    let source = object.object("valueFrom")
    valueFrom = source.presence
    valueFromPlace = source.place
    var sourceCount = 0
    if valueFrom == .present {
      for name: StaticString in ["secretKeyRef", "configMapKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"]
      where source.object(name).presence != .absent { sourceCount += 1 }
    }
    self.sourceCount = sourceCount
    let secret = source.object("secretKeyRef")
    secretKeyRef = secret.presence
    secretKeyRefPlace = secret.place
    secretName = secret.string("name")
    secretKey = secret.string("key")
    let configMap = source.object("configMapKeyRef")
    configMapName = configMap.string("name")
    configMapKey = configMap.string("key")
    isOptional = secret.presence == .absent ? configMap.bool("optional") : secret.bool("optional")
  }
}

/// An entry of `envFrom`.
package struct EnvFromSource: Sendable {
  package let place: SourceRange
  package let prefix: Field<String>
  package let secretRef: Presence
  package let secretRefPlace: SourceRange
  package let secretName: Field<String>
  /// Whether the entry takes a ConfigMap's values.
  package let configMapRef: Presence
  package let configMapName: Field<String>
  /// Whether the pod starts without the Secret or ConfigMap.
  package let isOptional: Field<Bool>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    prefix = object.string("prefix")
    let secret = object.object("secretRef")
    secretRef = secret.presence
    secretRefPlace = secret.place
    secretName = secret.string("name")
    let configMap = object.object("configMapRef")
    configMapRef = configMap.presence
    configMapName = configMap.string("name")
    isOptional = secret.presence == .absent ? configMap.bool("optional") : secret.bool("optional")
  }
}

/// An entry of `volumeMounts`.
package final class VolumeMount: Sendable {
  package let place: SourceRange
  package let name: Field<String>
  package let mountPath: Field<String>
  package let subPath: Field<String>
  package let subPathExpr: Field<String>
  package let readOnly: Field<Bool>
  /// Whether mounts within show on the node, or the other way round.
  package let mountPropagation: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    name = object.string("name")
    mountPath = object.string("mountPath")
    subPath = object.string("subPath")
    subPathExpr = object.string("subPathExpr")
    readOnly = object.bool("readOnly")
    mountPropagation = object.string("mountPropagation")
  }
}

/// An entry of `ports`.
package struct ContainerPort: Sendable {
  package let place: SourceRange
  package let name: Field<String>
  package let containerPort: Field<Int64>
  package let hostPort: Field<Int64>
  /// The node's address that the port is opened at; absent: all.
  package let hostIP: Field<String>
  /// `protocol`.
  package let transport: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    name = object.string("name")
    containerPort = object.integer("containerPort")
    hostPort = object.integer("hostPort")
    hostIP = object.string("hostIP")
    transport = object.string("protocol")
  }
}

/// `limits` or `requests`; quantities as written.
package struct ResourceAmounts: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let cpu: Field<String>
  package let memory: Field<String>
  package let ephemeralStorage: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    cpu = object.stringOrNumber("cpu")
    memory = object.stringOrNumber("memory")
    ephemeralStorage = object.stringOrNumber("ephemeral-storage")
  }

  /// The amounts that can be read.
  package var written: WrittenAmounts {
    WrittenAmounts(cpu: cpu.value, memory: memory.value, ephemeralStorage: ephemeralStorage.value)
  }
}

/// Quantities as they are written; nil for what is not.
package struct WrittenAmounts: Sendable {
  package let cpu: String?
  package let memory: String?
  package let ephemeralStorage: String?
}

/// `securityContext` of a container.
package final class ContainerSecurityContext: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let privileged: Field<Bool>
  package let allowPrivilegeEscalation: Field<Bool>
  package let readOnlyRootFilesystem: Field<Bool>
  package let runAsNonRoot: Field<Bool>
  package let runAsUser: Field<Int64>
  package let runAsGroup: Field<Int64>
  package let procMount: Field<String>
  package let addedCapabilities: List<Field<String>>
  package let droppedCapabilities: List<Field<String>>
  package let seccompProfileType: Field<String>
  package let appArmorProfileType: Field<String>
  package let seLinuxOptions: SELinuxOptions
  package let hostProcess: Field<Bool>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    privileged = object.bool("privileged")
    allowPrivilegeEscalation = object.bool("allowPrivilegeEscalation")
    readOnlyRootFilesystem = object.bool("readOnlyRootFilesystem")
    runAsNonRoot = object.bool("runAsNonRoot")
    runAsUser = object.integer("runAsUser")
    runAsGroup = object.integer("runAsGroup")
    procMount = object.string("procMount")
    let capabilities = object.object("capabilities")
    addedCapabilities = capabilities.strings("add")
    droppedCapabilities = capabilities.strings("drop")
    seccompProfileType = object.profileType("seccompProfile")
    appArmorProfileType = object.profileType("appArmorProfile")
    seLinuxOptions = SELinuxOptions(object.object("seLinuxOptions"))
    hostProcess = object.object("windowsOptions").bool("hostProcess")
  }
}
