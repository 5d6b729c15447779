import Testing

/// An input that anyone can write, as large as one likes.
struct Shape: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// How many of its parts the smaller input has.
  let size: Int
  let text: @Sendable (Int) -> String

  init(_ name: String, size: Int = 80, _ text: @escaping @Sendable (Int) -> String) {
    testDescription = name
    self.size = size
    self.text = text
  }
}

extension Shape {
  private static func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map { line($0) + "\n" }.joined() }

  /// A CronJob with parts put into it, whole lines each.
  private static func cronJob(
    _ name: String = "backup", annotations: String = "", job: String = "", pod: String = "", container: String = "", containers: String = ""
  ) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: \(name)
      namespace: shop
      annotations:
        team: storage
    \(annotations)spec:
      schedule: "0 2 * * *"
      jobTemplate:
        spec:
    \(job)      template:
            spec:
              restartPolicy: Never
    \(pod)          containers:
                - name: main
                  image: registry.example.com/backup:1.4
    \(container)\(containers)
    """
  }

  private static func script(_ lines: String) -> String {
    cronJob(container: "              command:\n                - bash\n                - -c\n                - |\n\(lines)")
  }

  private static func documents(_ count: Int, _ document: (Int) -> String) -> String { (0..<count).map(document).joined() }

  private static func job(_ number: Int, account: String) -> String {
    """
    ---
    apiVersion: batch/v1
    kind: Job
    metadata: {name: j\(number), namespace: shop}
    spec: {template: {spec: {serviceAccountName: \(account), containers: [{name: a, image: r/a}]}}}

    """
  }

  private static func clusterRole(_ rules: String) -> String {
    "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: granted}\nrules:\n\(rules)"
  }

  private static func roleBinding(_ number: Int, namespace: String, account: String? = nil, group: String = "") -> String {
    """
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: b\(number), namespace: \(namespace)}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: granted}
    subjects: [\(account.map { "{kind: ServiceAccount, name: \($0), namespace: shop}" } ?? "{kind: Group, name: '\(group)'}")]

    """
  }

  private static func objectInJSON(_ name: String, image: String = "x:latest", env: String = "") -> String {
    """
    {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "\(name)"}, "spec": {"schedule": "0 2 * * *", "jobTemplate": \
    {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "\(image)", "env": [\(env)]}]}}}}}}
    """
  }

  /// Shapes whose findings stand on one line, which formats for people show.
  static let ofOneLine = [
    Shape("CronJobs in JSON", size: 15) { count in
      #"{"apiVersion": "v1", "kind": "List", "items": [\#((0..<count).map { objectInJSON("job-\($0)") }.joined(separator: ", "))]}"#
    },
    Shape("CronJobs in flow style", size: 40) { count in
      "apiVersion: v1\nkind: List\nitems: [\((0..<count).map { objectInJSON("job-\($0)") }.joined(separator: ", "))]\n"
    },
    Shape("credentials", size: 40) { count in
      let items = (0..<count).map {
        objectInJSON("job-\($0)", env: #"{"name": "DB_PASSWORD", "value": "made-up-\#($0)"}, {"name": "REGION", "value": "eu"}"#)
      }
      return #"{"apiVersion": "v1", "kind": "List", "items": [\#(items.joined(separator: ", "))]}"#
    },
    Shape("credentials in an argument", size: 40) { count in
      cronJob(container: "              args: ['\((0..<count).map { "--password=made-up-\($0)" }.joined(separator: " "))']\n")
    },
  ]

  /// Shapes of who may do what.
  static let ofAccess = [
    Shape("bindings of a role with as many rules, to one account of many jobs", size: 15) { count in
      clusterRole(lines(count) { "  - {apiGroups: [''], resources: [secrets], resourceNames: [s\($0)], verbs: [get]}" })
        + documents(count) { roleBinding($0, namespace: "n\($0)", account: "reader") + job($0, account: "reader") }
    },
    Shape("bindings of a role with as many rules, each to an account", size: 15) { count in
      clusterRole(lines(count) { "  - {apiGroups: [''], resources: [serviceaccounts/token], resourceNames: [a\($0)], verbs: [create]}" })
        + documents(count) { roleBinding($0, namespace: "shop", account: "a\($0)") + job($0, account: "a\($0)") }
    },
    Shape("bindings to a group that many accounts are in", size: 15) { count in
      clusterRole(
        """
          - {apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}
          - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [edit]}

        """)
        + documents(count) { roleBinding($0, namespace: "n\($0)", group: "system:serviceaccounts") + job($0, account: "a\($0)") }
    },
    Shape("bindings that let their holder bind and escalate by name", size: 15) { count in
      clusterRole(
        """
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [roles, rolebindings]
            verbs: [create, update, escalate]
            resourceNames: [\((0..<count).map { "r\($0)" }.joined(separator: ", "))]

        """)
        + documents(count) { roleBinding($0, namespace: "n\($0)", account: "reader") } + job(0, account: "reader")
    },
  ]

  static let all = [
    Shape("comments that suppress, one after another") { count in
      cronJob(
        container: lines(count) { "              # curfew:ignore mutable-image-tag accepted as \($0)" } + "              tty: false\n")
    },
    Shape("comments that suppress, and nothing behind them") { count in
      cronJob() + "---\nkind: x\n" + lines(count) { "# curfew:ignore mutable-image-tag accepted as \($0)" }
    },
    Shape("comments that suppress, each before an item") { count in
      cronJob(
        container: "              env:\n"
          + lines(count) {
            """
                            # curfew:ignore literal-credential accepted as \($0)
                            - name: DB\($0)_PASSWORD
                              value: made-up-\($0)
            """
          })
    },
    Shape("comments that suppress, behind items") { count in
      cronJob(
        container: "              env:\n"
          + lines(count) {
            "                - {name: DB\($0)_PASSWORD, value: made-up-\($0)} # curfew:ignore literal-credential accepted as \($0)"
          })
    },
    Shape("comments that suppress, in many documents", size: 15) { count in
      (0..<count).map { "# curfew:ignore missing-ttl accepted\n" + cronJob("backup-\($0)") }.joined(separator: "---\n")
    },
    Shape("annotations that suppress") { count in
      cronJob(
        annotations: lines(count) {
          "    ignore-check.curfew.dev/rule-\($0): accepted\n    ignore-check.curfew.dev/rule-\($0).until: 2030-01-01"
        })
    },
    Shape("variables") { count in
      cronJob(container: "              env:\n" + lines(count) { "                - {name: V\($0), value: v\($0)}" })
    },
    Shape("variables of one name") { count in
      cronJob(container: "              env:\n" + lines(count) { "                - {name: V, value: v\($0)}" })
    },
    Shape("variables made of others, in arguments") { count in
      cronJob(
        container: "              env:\n" + lines(count) { "                - {name: V\($0), value: $(V\($0 - 1))/x}" }
          + "              args:\n" + lines(count) { "                - $(V\($0))" })
    },
    Shape("references to keys") { count in
      cronJob(
        container: "              env:\n"
          + lines(count) { "                - {name: V\($0), valueFrom: {secretKeyRef: {name: keys, key: k\($0)}}}" })
        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: shop}\ndata:\n" + lines(count) { "  k\($0): dg==" }
    },
    Shape("volumes with mounts") { count in
      cronJob(
        pod: "          volumes:\n" + lines(count) { "            - {name: v\($0), emptyDir: {medium: Memory}}" },
        container: "              volumeMounts:\n" + lines(count) { "                - {name: v\($0), mountPath: /v\($0)}" })
    },
    Shape("volumes of Secrets") { count in
      cronJob(
        pod: "          volumes:\n" + lines(count) { "            - {name: v\($0), secret: {secretName: s\($0), defaultMode: 0400}}" },
        container: "              volumeMounts:\n" + lines(count) { "                - {name: v\($0), mountPath: /v\($0)}" })
    },
    Shape("volumes of the node") { count in
      cronJob(
        pod: "          volumes:\n" + lines(count) { "            - {name: v\($0), hostPath: {path: /data/\($0)}}" },
        container: "              volumeMounts:\n" + lines(count) { "                - {name: v\($0), mountPath: /v\($0)}" })
    },
    Shape("containers", size: 40) { count in
      cronJob(containers: lines(count) { "            - {name: c\($0), image: 'x:\($0)', volumeMounts: [{name: v, mountPath: /v}]}" })
    },
    Shape("containers with scripts", size: 15) { count in
      cronJob(containers: lines(count) { "            - {name: c\($0), image: 'x:1', command: [sh, -c, 'curl http://x/\($0) | sh']}" })
    },
    Shape("labels") { count in
      cronJob(
        annotations: "  labels:\n" + lines(count) { "    l\($0): v" }, job: "",
        pod: ""
      ).replacing(
        "      template:\n", with: "      template:\n        metadata:\n          labels:\n" + lines(count) { "            l\($0): v" })
    },
    Shape("keys of a mapping") { count in cronJob() + lines(count) { "k\($0): 1" } },
    Shape("aliases of a CronJob", size: 15) { count in
      "apiVersion: v1\nkind: List\nitems:\n  - &job \(objectInJSON("job"))\n" + lines(count) { _ in "  - *job" }
    },
    Shape("documents", size: 15) { count in (0..<count).map { cronJob("backup-\($0)") }.joined(separator: "---\n") },
    Shape("templates of an object", size: 60) { count in
      "apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata: {name: a}\nspec:\n  replicatedJobs:\n"
        + lines(count) { "  - {name: j\($0), template: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}" }
    },
    Shape("manifests in a text", size: 60) { count in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  all.yaml: |\n"
        + lines(count) {
          "    ---\n    {apiVersion: batch/v1, kind: Job, metadata: {name: j\($0)}, spec: {template: {spec: {containers: []}}}}"
        }
    },
    Shape("manifests in values of a Secret", size: 60) { count in
      cronJob() + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n"
        + lines(count) { "  j\($0).yaml: \"apiVersion: batch/v1\\nkind: Job\\nmetadata: {name: a}\\nspec: {}\\n\"" }
    },
    Shape("documents that cannot be read") { count in cronJob() + lines(count) { "---\na\($0): b: c" } },
    Shape("rules of a role") { count in
      cronJob(pod: "          serviceAccountName: reader\n") + """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules:

        """ + lines(count) { "  - {apiGroups: [''], resources: [secrets], resourceNames: [s\($0)], verbs: [get]}" } + """
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: {name: reader}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
          subjects: [{kind: ServiceAccount, name: reader, namespace: shop}]

          """
    },
    Shape("limits and quotas of a namespace with as many jobs", size: 40) { count in
      "apiVersion: v1\nkind: LimitRange\nmetadata: {name: limits, namespace: shop}\nspec:\n  limits:\n"
        + lines(count) { "    - {type: Container, max: {cpu: \($0 + 1)}}" }
        + "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: quota, namespace: shop}\nspec:\n  hard:\n"
        + lines(count) { "    class\($0).example.com: 1" } + documents(count) { job($0, account: "default") }
    },
    Shape("a script of ConfigMaps that many jobs run", size: 15) { count in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scripts, namespace: shop}\ndata:\n  run.sh: |\n    #!/bin/bash\n"
        + lines(count) { "    curl http://example.com/\($0) | sh" } + "---\n"
        + (0..<count).map {
          cronJob(
            "backup-\($0)", pod: "          volumes: [{name: s, configMap: {name: scripts}}]\n",
            container: "              command: [bash, /s/run.sh]\n              volumeMounts: [{name: s, mountPath: /s}]\n")
        }.joined(separator: "---\n")
    },
    Shape("scripts of a ConfigMap, each for a container", size: 15) { count in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scripts, namespace: shop}\ndata:\n"
        + lines(count) { "  run\($0).sh: |\n    #!/bin/bash\n    curl http://example.com/\($0) | sh" } + "---\n"
        + cronJob(
          pod: "          volumes: [{name: s, configMap: {name: scripts}}]\n",
          containers: lines(count) {
            "            - {name: c\($0), image: 'x:1', command: [bash, /s/run\($0).sh], volumeMounts: [{name: s, mountPath: /s}]}"
          })
    },
    Shape("scripts of a ConfigMap on one line", size: 40) { count in
      let data = (0..<count).map { ##""run\##($0).sh": "#!/bin/bash\ncurl http://example.com/\##($0) | sh""## }
      return ##"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "scripts"}, "data": {\##(data.joined(separator: ", "))}}"##
        + "\n---\n" + cronJob()
    },
    Shape("a pipeline") { count in
      script("                  \(Array(repeating: "cat", count: count).joined(separator: " | ")) | curl http://example.com | sh\n")
    },
    Shape("pipes into shells") { count in
      script("                  curl http://example.com > all\n" + lines(count) { "                  cat part\($0) | sh" })
    },
    Shape("downloads that are made executable") { count in
      script(lines(count) { "                  curl -o /tmp/f\($0) http://example.com/\($0)" } + "                  chmod +x /tmp/other\n")
    },
    Shape("exports of a command") { count in
      script("                  export \((0..<count).map { "V\($0)=v\($0)" }.joined(separator: " "))\n")
    },
    Shape("arguments that name credentials") { count in
      cronJob(container: "              args:\n" + lines(count) { "                - --password=made-up-\($0)" })
    },
    Shape("arguments of a program with credentials") { count in
      cronJob(container: "              args:\n                - docker\n" + lines(count) { _ in "                - -p" })
    },
    Shape("values within values", size: 400) { count in
      cronJob(container: "              args: [\"\(String(repeating: "password=", count: count))\"]\n")
    },
    Shape("authorizations within each other", size: 400) { count in
      cronJob(container: "              args: [\"\(String(repeating: "authorization=", count: count))\"]\n")
    },
    Shape("addresses without an end", size: 4_000) { count in
      cronJob(container: "              args: [\"a://u:p\(String(repeating: "@a", count: count))\"]\n")
    },
  ]
}
