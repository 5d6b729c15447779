import ClusterState
import AccessControl
import Manifests
import SourceTree
import Testing

@testable import Policies

@Suite struct NetworkPolicyDraftTests {
  /// A workload and what stands beside it in an input.
  private struct Input {
    var workload: Workload
    var configMaps: [ConfigMap] = []
    var state: ClusterState

    init(_ text: String) throws {
      var objects = GatheredObjects()
      var workload: Workload?
      var reader = ManifestReader(try Source(name: "input.yaml", bytes: Array(text.utf8)))
      while let element = reader.next() {
        guard case .object(let manifest) = element else {
          Issue.record("\(element)")
          continue
        }
        objects.gather(manifest, file: 0)
        if case .workload(let found) = manifest { workload = found }
        if case .configMap(let configMap) = manifest { configMaps.append(configMap) }
      }
      state = objects.settled()
      self.workload = try #require(workload)
    }

    var needs: NetworkNeeds { NetworkNeeds(of: workload, configMaps: configMaps, services: state.services) }

    func draft() throws -> NetworkPolicyDraft { try NetworkPolicyDraft(for: workload, needs: needs, in: state) }
  }

  private static func job(_ container: String, labels: String = "app: backup", pod: String = "") -> String {
    """
    {apiVersion: batch/v1, kind: Job, metadata: {name: backup, namespace: shop}, spec: {template: {metadata: {labels: {\(labels)}}, \
    spec: {\(pod)restartPolicy: Never, containers: [{name: c, image: registry.example.com/c:1, \(container)}]}}}}
    """
  }

  private static let services = """
    {apiVersion: v1, kind: Service, metadata: {name: orders, namespace: shop}, spec: {selector: {app: db}, ports: [{port: 5432, targetPort: 15432}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: api, namespace: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: kafka, namespace: shop}, spec: {clusterIP: None, selector: {app: kafka}, ports: [{port: 9092}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: mail, namespace: shop}, spec: {type: ExternalName, externalName: smtp.example.com}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {endpoint: "https://files.example.com/x", \
    run.sh: "#!/bin/sh\\n# see https://docs.example.com\\npg_dump -h orders -p 5432 shop\\ncurl -fsS http://api.web/x\\n"}}
    ---

    """

  /// What a destination is, short.
  private static func text(_ need: NetworkNeeds.Need) -> String {
    let port = need.port.map { ":\($0)" } ?? ""
    switch need.destination {
    case .service(let name, let namespace, let labels):
      let labels = (labels ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
      return "service \(namespace ?? "")/\(name)\(port) [\(labels)]"
    case .address(_, let text): return "address \(text)\(port)"
    case .host(let name): return "host \(name)\(port)"
    case .cloud(let name): return "cloud \(name)\(port)"
    }
  }

  @Test(
    "What manifests name",
    arguments: [
      ("env: [{name: PGHOST, value: orders}]", ["service shop/orders:15432 [app=db]"]),
      ("env: [{name: PGHOST, value: orders.shop.svc.cluster.local}]", ["service shop/orders:15432 [app=db]"]),
      ("env: [{name: DB_HOST, value: other}, {name: DB_PORT, value: '3307'}]", ["service shop/other:3307 []"]),
      ("env: [{name: TARGET_HOST, value: other}]", ["service shop/other []"]),
      ("env: [{name: API, value: 'http://api.web.svc.cluster.local/x'}]", ["service web/api:http [app=web]"]),
      ("env: [{name: API, value: 'http://api.web.svc:8080'}]", ["service web/api:8080 [app=web]"]),
      ("env: [{name: API, value: 'http://gone.web.svc'}]", ["service web/gone:80 []"]),
      ("env: [{name: BROKERS, value: 'kafka-0.kafka:9092,kafka-1.kafka:9092'}]", ["service shop/kafka:9092 [app=kafka]"]),
      ("env: [{name: DSN, value: 'postgres://u:p@orders:5432/shop'}]", ["service shop/orders:15432 [app=db]"]),
      ("env: [{name: DSN, value: 'host=orders user=x'}]", ["service shop/orders:15432 [app=db]"]),
      ("env: [{name: DSN, value: 'jdbc:mysql://db.example.com/shop'}]", ["host db.example.com:3306"]),
      ("env: [{name: SMTP_HOST, value: mail}, {name: SMTP_PORT, value: '587'}]", ["host smtp.example.com:587"]),
      (
        "env: [{name: URL, value: 'https://192.0.2.7:8443/'}, {name: V6, value: 'http://[2001:db8::1]/'}]",
        ["address 192.0.2.7:8443", "address 2001:db8::1:80"]
      ),
      ("env: [{name: URL, value: 'http://localhost:80'}, {name: U2, value: 'http://127.0.0.1'}, {name: HOST, value: 0.0.0.0}]", []),
      ("env: [{name: IMAGE_PULL, value: 'Always'}, {name: TIME, value: '10:30'}, {name: OWNER, value: '1000:1000'}]", []),
      ("env: [{name: NS, value: 'http://www.w3.org/2001/XMLSchema'}]", []),
      ("env: [{name: E, valueFrom: {configMapKeyRef: {name: settings, key: endpoint}}}]", ["host files.example.com:443"]),
      ("command: [pg_dump, --host=orders, --port=5432, shop]", ["service shop/orders:15432 [app=db]"]),
      ("command: [mysqldump, -hother, -P, '3307', -psecret, shop]", ["service shop/other:3307 []"]),
      (
        "command: [sh, -c, 'pg_dump -h orders shop | aws s3 cp - s3://bucket/x']",
        ["service shop/orders:15432 [app=db]", "cloud the APIs of AWS:443"]
      ),
      ("args: ['--target=redis:6379']", ["service shop/redis:6379 []"]),
      ("command: [sh, -c, 'curl https://hooks.example.com/$TOKEN && chown app:1000 /x && date +%H:%M']", ["host hooks.example.com:443"]),
    ])
  func needs(_ container: String, _ expected: [String]) throws {
    #expect(try Input(Self.services + Self.job(container)).needs.needs.map(Self.text) == expected)
  }

  @Test("Scripts and files of mounted ConfigMaps are read, their comments are not")
  func mountedConfigMaps() throws {
    let input = try Input(
      Self.services
        + Self.job("volumeMounts: [{name: s, mountPath: /s}]", pod: "volumes: [{name: s, configMap: {name: settings}}], "))
    #expect(
      input.needs.needs.map(Self.text) == [
        "host files.example.com:443", "service web/api:http [app=web]", "service shop/orders:15432 [app=db]",
      ])
    #expect(input.needs.needs.last?.sources == ["run.sh of ConfigMap \"settings\""])
  }

  @Test("What may name hosts that nobody can see, and the API server, is said")
  func unknown() throws {
    let input = try Input(
      Self.job(
        """
        env: [{name: DATABASE_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}, {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: p}}}], \
        envFrom: [{secretRef: {name: all}}, {configMapRef: {name: gone}}], command: [sh, -c, 'kubectl get pods; curl "https://${HOST}/"']
        """))
    #expect(input.needs.needs.isEmpty)
    #expect(input.needs.apiServerSources == ["the command line of container \"c\""])
    #expect(
      input.needs.unknownSources == [
        "DATABASE_URL of container \"c\", from Secret \"db\"", "Secret \"all\", which becomes variables of container \"c\"",
        "ConfigMap \"gone\"",
        "the command line of container \"c\"",
      ])
  }

  @Test("A draft lets out what is named and nothing else")
  func draft() throws {
    let input = try Input(
      Self.services
        + Self.job(
          "env: [{name: PGHOST, value: orders}, {name: API, value: 'http://api.web.svc'}, {name: HOOK, value: 'https://hooks.example.com'}]"
        ))
    let draft = try input.draft()
    #expect(
      draft.yaml == """
        # Drafted from what the manifests of Job "backup" name. Read it before you apply it.
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: backup
          namespace: shop
        spec:
          podSelector:
            matchLabels:
              app: backup
          policyTypes: [Ingress, Egress]
          # Nothing has to connect to a job.
          ingress: []
          egress:
            # Service "orders": PGHOST of container "c"
            - to:
                - podSelector:
                    matchLabels:
                      app: db
              ports:
                - protocol: TCP
                  port: 15432
            # Service "api" of namespace "web": API of container "c"
            - to:
                - namespaceSelector:
                    matchLabels:
                      kubernetes.io/metadata.name: web
                  podSelector:
                    matchLabels:
                      app: web
              ports:
                - protocol: TCP
                  port: http
            # hooks.example.com: HOOK of container "c"
            # Confirm: narrow this to the addresses of the hosts, where they keep them.
            - to:
                - ipBlock:
                    cidr: 0.0.0.0/0
                    except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
                - ipBlock:
                    cidr: "::/0"
                    except: ["fc00::/7", "fe80::/10"]
              ports:
                - protocol: TCP
                  port: 443
            # DNS, by TCP too: an answer that does not fit into a datagram is asked for again.
            # Confirm: NodeLocal DNSCache needs an ipBlock of its address here, and OpenShift namespace openshift-dns and port 5353.
            - to:
                - namespaceSelector:
                    matchLabels:
                      kubernetes.io/metadata.name: kube-system
                  podSelector:
                    matchLabels:
                      k8s-app: kube-dns
              ports:
                - protocol: UDP
                  port: 53
                - protocol: TCP
                  port: 53

        """)
    #expect(draft.destinations == 3)
    #expect(draft.confirmations == 2)
    #expect(draft.missingLabel == nil)
  }

  @Test(
    "Whatever is named, the draft passes its review",
    arguments: [
      "env: []", "env: [{name: A_HOST, value: 192.0.2.7}]", "env: [{name: A_HOST, value: '2001:db8::1'}]",
      "env: [{name: A_HOST, value: gone}]",
      "env: [{name: U, value: 'http://gone.web.svc'}]", "env: [{name: U, value: 'http://169.254.169.254/latest'}]",
      "env: [{name: U, value: 'https://a.example.com'}, {name: V, value: 'https://b.example.com:8443'}]",
      "command: [aws, s3, ls]", "command: [kubectl, get, pods]", "env: [{name: BROKERS, value: 'kafka:9092,kafka:9093'}]",
    ])
  func review(_ container: String) throws {
    let draft = try Input(Self.services + Self.job(container)).draft()
    #expect(draft.yaml.hasPrefix("# Drafted"))
  }

  @Test("Labels that a release changes are left out; quotes are set where YAML needs them")
  func labels() throws {
    let draft = try Input(Self.job("env: []", labels: "app: 'true', helm.sh/chart: shop-1.2, tier: '1'")).draft()
    #expect(draft.yaml.contains("    matchLabels:\n      app: \"true\"\n      tier: \"1\"\n"))
    #expect(!draft.yaml.contains("helm.sh"))
  }

  @Test("Comments cannot break out of their line")
  func comments() throws {
    let draft = try Input(Self.job("env: [{name: \"A_HOST\\nspec: {}\\u2028x_HOST\", value: orders}]")).draft()
    #expect(draft.yaml.contains("# Service \"orders\": A_HOST spec: {} x_HOST of container \"c\"\n"))
  }

  @Test("Pods without labels need one first", arguments: ["", "helm.sh/chart: x"])
  func missingLabel(_ labels: String) throws {
    let draft = try Input(Self.job("env: []", labels: labels)).draft()
    #expect(draft.missingLabel == "app.kubernetes.io/name: backup")
    #expect(draft.yaml.contains("# First: add the label app.kubernetes.io/name: backup to the pod template"))
    #expect(draft.yaml.contains("    matchLabels:\n      app.kubernetes.io/name: backup\n"))
  }

  @Test("No policy applies to pods on the node's network")
  func hostNetwork() throws {
    let input = try Input(Self.job("env: []", pod: "hostNetwork: true, "))
    let failure = #expect(throws: DraftFailure.self) { try input.draft() }
    #expect(failure?.description.contains("the node's network") == true)
  }
}
