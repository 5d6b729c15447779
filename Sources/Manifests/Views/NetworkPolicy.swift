package import SourceTree

/// A NetworkPolicy (`k8s.io/api/networking/v1`).
package struct NetworkPolicy: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let podSelector: LabelSelector
  package let policyTypes: List<Field<String>>
  package let ingress: List<NetworkPolicyRule>
  package let egress: List<NetworkPolicyRule>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    let spec = object.object("spec")
    podSelector = LabelSelector(spec.object("podSelector"))
    policyTypes = spec.strings("policyTypes")
    ingress = spec.list("ingress") { NetworkPolicyRule($0, peersKey: "from") }
    egress = spec.list("egress") { NetworkPolicyRule($0, peersKey: "to") }
  }
}

/// An entry of `ingress` or `egress`. No peers means every peer, no ports every port.
package struct NetworkPolicyRule: Sendable {
  package let place: SourceRange
  package let peers: List<NetworkPolicyPeer>
  package let ports: List<NetworkPolicyPort>

  /// - Parameter peersKey: `from` or `to`.
  init(_ object: borrowing ObjectReader, peersKey: StaticString) {
    place = object.place
    peers = object.list(peersKey, NetworkPolicyPeer.init)
    ports = object.list("ports", NetworkPolicyPort.init)
  }
}

/// An entry of `from` or `to`.
package struct NetworkPolicyPeer: Sendable {
  package let place: SourceRange
  package let podSelector: LabelSelector
  package let namespaceSelector: LabelSelector
  /// `ipBlock.cidr`
  package let cidr: Field<String>
  /// `ipBlock.except`
  package let except: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    podSelector = LabelSelector(object.object("podSelector"))
    namespaceSelector = LabelSelector(object.object("namespaceSelector"))
    let block = object.object("ipBlock")
    cidr = block.string("cidr")
    except = block.strings("except")
  }
}

/// An entry of `ports`.
package struct NetworkPolicyPort: Sendable {
  package let place: SourceRange
  /// `TCP` where absent.
  package let `protocol`: Field<String>
  /// A number or a container port's name.
  package let port: Field<String>
  package let endPort: Field<Int64>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    `protocol` = object.string("protocol")
    port = object.stringOrNumber("port")
    endPort = object.integer("endPort")
  }
}
