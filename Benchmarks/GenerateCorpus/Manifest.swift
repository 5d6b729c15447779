/// One CronJob as text, of about two kilobytes.
enum Manifest {
  /// A CronJob with about ten findings under the recommended profile when careless, with none or one otherwise.
  static func cronJob(number: Int, isCareless: Bool, using generator: inout Generator) -> String {
    let task = generator.one(of: ["backup", "cleanup", "report", "sync", "index", "rotate", "import", "export", "invoice", "digest"])
    let subject = generator.one(of: ["orders", "customers", "payments", "state", "sessions", "metrics", "documents", "catalogue"])
    let team = generator.one(of: ["checkout", "warehouse", "billing", "search", "platform"])
    let job = Job(number: number, name: "\(subject)-\(task)-\(number)", task: task, subject: subject, team: team)
    return isCareless ? careless(job, using: &generator) : careful(job, using: &generator)
  }

  private struct Job {
    let number: Int
    let name: String
    let task: String
    let subject: String
    let team: String
  }

  private static func schedule(using generator: inout Generator) -> String {
    let minute = generator.number(in: 0..<60)
    let hour = generator.number(in: 0..<24)
    switch generator.number(in: 0..<4) {
    case 0: return "*/\(generator.number(in: 5..<30)) * * * *"
    case 1: return "\(minute) * * * *"
    case 2: return "\(minute) \(hour) * * 1-5"
    default: return "\(minute) \(hour) * * *"
    }
  }

  private static func metadata(_ job: Job) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: \(job.name)
      namespace: \(job.team)
      labels:
        app.kubernetes.io/name: \(job.subject)
        app.kubernetes.io/component: \(job.task)
        app.kubernetes.io/part-of: \(job.team)
        app.kubernetes.io/managed-by: kustomize

    """
  }

  private static func environment(_ job: Job, indentedBy spaces: String, count: Int, using generator: inout Generator) -> String {
    let names = [
      "LOG_LEVEL", "BATCH_SIZE", "SOURCE_HOST", "TARGET_BUCKET", "RETRY_LIMIT", "REGION", "METRICS_ADDRESS", "PAGE_SIZE", "LOCALE",
      "DRY_RUN", "OUTPUT_FORMAT", "QUEUE_NAME",
    ]
    return names.prefix(count).map { name in
      let value = "\(job.subject)-\(generator.number(in: 100..<1000)).\(job.team).svc"
      return "\(spaces)- name: \(name)\n\(spaces)  value: \"\(value)\"\n"
    }.joined()
  }

  private static func careful(_ job: Job, using generator: inout Generator) -> String {
    let zone = generator.chance(oneIn: 4) ? "" : "  timeZone: \(generator.one(of: ["Etc/UTC", "Europe/Berlin", "America/New_York"]))\n"
    return metadata(job) + """
      spec:
        schedule: "\(schedule(using: &generator))"
      \(zone)  concurrencyPolicy: Forbid # two \(job.task) runs would race
        startingDeadlineSeconds: \(generator.number(in: 60..<600))
        successfulJobsHistoryLimit: 1
        failedJobsHistoryLimit: 2
        jobTemplate:
          spec:
            activeDeadlineSeconds: \(generator.number(in: 60..<280))
            backoffLimit: \(generator.number(in: 0..<4))
            ttlSecondsAfterFinished: 3600
            template:
              metadata:
                labels:
                  app.kubernetes.io/name: \(job.subject)
              spec:
                serviceAccountName: \(job.subject)-\(job.task)
                automountServiceAccountToken: false
                restartPolicy: Never
                securityContext:
                  runAsNonRoot: true
                  runAsUser: \(generator.number(in: 10_000..<20_000))
                  fsGroup: 10001
                  seccompProfile:
                    type: RuntimeDefault
                containers:
                  - name: \(job.task)
                    image: registry.example.com/\(job.team)/\(job.task):1.\(job.number)@sha256:\(generator.hexadecimal(draws: 4))
                    args: ["--source", "/etc/\(job.subject)", "--since", "24h"]
                    env:
      \(environment(job, indentedBy: "                ", count: 3, using: &generator))\
                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      capabilities:
                        drop: [ALL]
                    resources:
                      requests: {cpu: 50m, memory: 64Mi}
                      limits: {cpu: 200m, memory: 128Mi, ephemeral-storage: 64Mi}
                    volumeMounts:
                      - name: credentials
                        mountPath: /run/secrets/\(job.subject)
                        readOnly: true
                volumes:
                  - name: credentials
                    secret:
                      secretName: \(job.subject)-\(job.task)
                      defaultMode: 0400
                      items:
                        - key: password
                          path: password

      """
  }

  private static func careless(_ job: Job, using generator: inout Generator) -> String {
    let tag = generator.chance(oneIn: 3) ? "latest" : "\(generator.number(in: 1..<9)).\(generator.number(in: 0..<30))"
    let policy = generator.chance(oneIn: 2) ? "  concurrencyPolicy: Forbid\n" : ""
    return metadata(job) + """
      # \(job.task) for \(job.subject), see the runbook of \(job.team)
      spec:
        schedule: "\(schedule(using: &generator))"
      \(policy)  jobTemplate:
          spec:
            backoffLimit: \(generator.number(in: 0..<5))
            template:
              metadata:
                labels:
                  app.kubernetes.io/name: \(job.subject)
              spec:
                serviceAccountName: default
                restartPolicy: OnFailure
                containers:
                  - name: \(job.task)
                    image: registry.example.com/\(job.team)/\(job.task):\(tag)
                    imagePullPolicy: Always
                    command:
                      - /bin/sh
                      - -c
                      - |
                        set -e
                        echo "starting \(job.task) of \(job.subject)"
                        for part in $(seq 1 \(generator.number(in: 4..<32))); do
                          /usr/local/bin/\(job.task) --part "$part" --source "$SOURCE_HOST" --target "$TARGET_BUCKET"
                        done
                        echo "done"
                    env:
      \(environment(job, indentedBy: "                ", count: 5, using: &generator))\
                      - name: DATABASE_PASSWORD
                        valueFrom:
                          secretKeyRef:
                            name: \(job.subject)-database
                            key: password
                    resources:
                      requests:
                        cpu: 100m
                        memory: 128Mi
                      limits:
                        memory: \(generator.number(in: 2..<9) * 64)Mi
                    volumeMounts:
                      - name: scratch
                        mountPath: /var/tmp
                volumes:
                  - name: scratch
                    emptyDir: {}

      """
  }
}
