/// The types of `networking.k8s.io/v1` NetworkPolicy in the form of an OpenAPI document: names and types, from `k8s.io/api/networking/v1`.
enum NetworkPolicySchema {
  static let json = """
    {"components": {"schemas": {
      "io.k8s.api.networking.v1.NetworkPolicy": {"type": "object", "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
        "spec": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicySpec"}}},
      "io.k8s.api.networking.v1.NetworkPolicySpec": {"type": "object", "properties": {
        "egress": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyEgressRule"}},
        "ingress": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyIngressRule"}},
        "podSelector": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"},
        "policyTypes": {"type": "array", "items": {"type": "string"}}}},
      "io.k8s.api.networking.v1.NetworkPolicyEgressRule": {"type": "object", "properties": {
        "ports": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyPort"}},
        "to": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyPeer"}}}},
      "io.k8s.api.networking.v1.NetworkPolicyIngressRule": {"type": "object", "properties": {
        "from": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyPeer"}},
        "ports": {"type": "array", "items": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.NetworkPolicyPort"}}}},
      "io.k8s.api.networking.v1.NetworkPolicyPeer": {"type": "object", "properties": {
        "ipBlock": {"$ref": "#/components/schemas/io.k8s.api.networking.v1.IPBlock"},
        "namespaceSelector": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"},
        "podSelector": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"}}},
      "io.k8s.api.networking.v1.NetworkPolicyPort": {"type": "object", "properties": {
        "endPort": {"type": "integer", "format": "int32"},
        "port": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"},
        "protocol": {"type": "string"}}},
      "io.k8s.api.networking.v1.IPBlock": {"type": "object", "required": ["cidr"], "properties": {
        "cidr": {"type": "string"},
        "except": {"type": "array", "items": {"type": "string"}}}}
    }}}
    """
}
