package import Findings
package import Manifests

/// Host names are bound to addresses in the pod's hosts file.
package enum HostAlias: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW148", name: "host-alias", severity: .info, profile: .strict,
    summary: "Host names are bound to addresses in the pod's hosts file.",
    rationale: """
      An entry of `hostAliases` comes before every name server. An address that was right on the day it was written goes on being used \
      when the service has moved, and whoever can change the CronJob can send the job, with its credentials, to a host of their own \
      under a name that every review takes for the real one. Certificates stop that only where they are checked.

      The severity is info: it is a legitimate tool against a missing DNS entry, and a place worth looking at.
      """,
    remedy: "Have the name server answer for the name, or use a Service of type ExternalName.",
    references: [
      .kubernetes("tasks/network/customize-hosts-file-for-pods/"), .cwe(350), .mitre("T1557"),
      .peer(tool: "trivy", id: "KSV-0007"),
    ],
    examples: [
      .flagged(
        "The database's name is an address",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  ▼hostAliases▲:
                    - ip: 192.0.2.10
                      hostnames: [db.example.com]
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Names are asked for",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  dnsPolicy: ClusterFirst
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let aliases = workload.pod.hostAliases
    guard findings.canRead(aliases.presence, at: aliases.place), !aliases.items.isEmpty else { return }
    findings.report(at: aliases.place, Situation(addresses: aliases.items.count))
  }

  /// How many addresses get names.
  package struct Situation: SituationKey {
    let addresses: Int

    package func combine(into hash: inout StableHash) { hash.combine(addresses) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let count = situation.addresses
    return Explanation(
      message: count == 1 ? "hostAliases binds names to an address" : "hostAliases binds names to \(count) addresses",
      why: "The job goes to these addresses whatever the name servers say, with its credentials.", remedy: metadata.remedy)
  }
}
