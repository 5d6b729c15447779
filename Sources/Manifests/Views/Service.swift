package import SourceTree

/// A Service (`k8s.io/api/core/v1`), as far as it concerns which pods receive its traffic.
package struct Service: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let type: Field<String>
  package let selector: StringMap
  package let clusterIP: Field<String>
  package let externalName: Field<String>
  package let ports: List<ServicePort>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    let spec = object.object("spec")
    type = spec.string("type")
    selector = spec.stringMap("selector")
    clusterIP = spec.string("clusterIP")
    externalName = spec.string("externalName")
    ports = spec.list("ports", ServicePort.init)
  }
}

/// An entry of `ports`.
package struct ServicePort: Sendable {
  package let port: Field<Int64>
  /// A number, or the name of a container's port; absent: the number of the port itself.
  package let targetPort: Field<String>

  package init(_ object: borrowing ObjectReader) {
    port = object.integer("port")
    targetPort = object.stringOrNumber("targetPort")
  }
}
