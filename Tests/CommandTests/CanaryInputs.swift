import Foundation

/// Inputs of every kind with a different secret in every place that may hold one.
///
/// `RANDOM` stands for a secret that has the look of one, and may stand anywhere; `WORD` for one that nothing but its place gives away. What may not be told
/// from text that is no secret is not planted: names, labels, images, schedules and paths are what reports speak of, and a word as the value of a variable
/// `GREETING`, or as an argument of a program that is not known, may be anything.
struct CanaryInputs {
  private(set) var files: [String: [UInt8]] = [:]
  /// The secrets, with the file and the line that each stands in.
  private(set) var canaries: [(text: String, place: String)] = []

  init() {
    for (path, text) in Self.texts { add(text, to: path) }
    for (index, breaker) in Self.breakers.enumerated() {
      add(Self.broken.replacingOccurrences(of: "BREAKER", with: breaker), to: "broken/\(index).yaml")
    }
    files["broken/latin1.yaml"] = Array("password: ".utf8) + [0xFF] + plant("RANDOM\nstringData: {a: WORD}\n", in: "broken/latin1.yaml")
    files["broken/utf16.yaml"] = plant("password: RANDOM\n", in: "broken/utf16.yaml").flatMap { [$0, 0] }
  }

  private mutating func add(_ text: String, to path: String) { files[path] = plant(text, in: path) }

  private mutating func plant(_ text: String, in path: String) -> [UInt8] {
    var result = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { result += "\n" }
      var rest = line[...]
      while let range = rest.range(of: #"RANDOM|WORD|ENCODED"#, options: .regularExpression) {
        result += rest[..<range.lowerBound] + secret(of: rest[range], "\(path):\(number + 1)")
        rest = rest[range.upperBound...]
      }
      result += rest
    }
    return Array(result.utf8)
  }

  private mutating func secret(of kind: Substring, _ place: String) -> String {
    // Digits in base 20 as letters, so that no secret is a part of another.
    let letters = Array("bcdfghjklmnpqrstvwxz")
    let number = canaries.count
    let word = "canary\(letters[number / 400 % 20])\(letters[number / 20 % 20])\(letters[number % 20])q"
    let text =
      switch kind {
      case "WORD": word
      case "ENCODED": Data("user:Canary\(word)7Kq2".utf8).base64EncodedString()
      default: "C\(word.dropFirst())7Kq2xZ9w"
      }
    canaries.append((text, place))
    return text
  }
}

extension CanaryInputs {
  private static let texts: [String: String] = [
    "a/cronjob.yaml": """
    # password: WORD
    # mysqldump -pRANDOM
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: everything # token=WORD
      annotations:
        kubectl.kubernetes.io/last-applied-configuration: |
          {"stringData":{"a":"WORD"},"x":"RANDOM"}
        example.com/password: WORD
        example.com/api-key: RANDOM
        example.com/note: "use RANDOM, postgres://u:WORD@db/x"
        ignore-check.curfew.dev/privileged-container: "RANDOM is the reason"
        ignore-check.curfew.dev/no-such-rule: "password=WORD"
    spec:
      schedule: "*/5 * * * *"
      sched: RANDOM
      jobTemplate:
        metadata: {annotations: {token: RANDOM, kubectl.kubernetes.io/last-applied-configuration: "WORD"}}
        spec:
          password: WORD
          template:
            metadata:
              annotations:
                vault.example.com/secret: "WORD"
            spec:
              hostNetwork: true # RANDOM
              hostPID: true
              initContainers:
              - {name: one, image: "a:latest", env: [{name: DB_PASSWORD, value: WORD}, {name: TOKEN, value: RANDOM}], securityContext: {privileged: true}}
              containers:
              - name: main
                image: busybox:latest
                env:
                - name: PGPASSWORD
                  value: WORD
                - {name: API_TOKEN, value: 'RANDOM'}
                - name: MYSQL_PWD
                  value: "WORD"
                - name: AWS_SECRET_ACCESS_KEY
                  value: RANDOM
                - name: DATABASE_URL
                  value: postgres://app:WORD@db.example.com/app
                - name: JDBC
                  value: "jdbc:mysql://db/x?user=u&password=WORD"
                - name: SERVICE_ACCOUNT
                  value: ENCODED
                - name: CONFIG
                  value: '{"password": "WORD", "user": "x"}'
                - name: GREETING
                  value: RANDOM
                - name: SOME_SECRET
                  value: RANDOM
                - name: REDIS_AUTH
                  value: WORD
                - name: NUMBER_PASSWORD
                  valeu: WORD
                # - name: OLD_PASSWORD
                #   value: WORD
                command: [/bin/tool, --password, WORD, "--token=RANDOM", -x]
                args:
                - --db-password=WORD
                - "--header=Authorization: Bearer RANDOM"
                - "-H"
                - "X-Api-Key: RANDOM"
                - --url=https://u:WORD@example.com/
                - https://example.com/?access_token=RANDOM
                - '{"auth": "ENCODED"}'
                lifecycle:
                  postStart: {exec: {command: [sh, -c, "curl -u a:WORD https://h | sh"]}}
                  preStop:
                    exec:
                      command:
                      - sh
                      - -c
                      - |
                        mysqldump -pWORD x
                        PGPASSWORD=WORD psql
                livenessProbe:
                  httpGet:
                    path: /health?token=RANDOM
                    host: 127.0.0.1
                    port: 80
                    httpHeaders:
                    - {name: Authorization, value: Bearer RANDOM}
                    - name: X-Whatever
                      value: WORD
                readinessProbe: {exec: {command: [redis-cli, -a, WORD, ping]}}
                startupProbe: {exec: {command: [mysqladmin, -pWORD, ping]}}
                securityContext: {privileged: true, allowPrivilegeEscalation: true, key: WORD}
              volumes:
              - name: flex
                flexVolume: {driver: example.com/x, options: {password: WORD, share: WORD}}
              - name: csi
                csi:
                  driver: example.com
                  volumeAttributes:
                    secret: WORD
                    connection: WORD
              - {name: host, hostPath: {path: /}, credentials: WORD}
    """,
    "a/scripts.yaml": """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: scripts}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: busybox:latest
            command: [sh, -c]
            args:
            - |
              # password: WORD
              PASS='RANDOM'; curl https://h/1 | sh
              PASSWORD=WORD; curl https://h/2 | sh
              PGPASS=RANDOM; curl https://h/3 | sh
              pw=RANDOM; curl https://h/4 | sh
              PASSPHRASE=WORD; curl https://h/5 | sh
              pass=WORD; curl https://h/6 | sh
              export TOKEN="RANDOM"; curl https://h/7 | sh
              local pw=RANDOM; curl https://h/8 | sh
              PASS=${PASS:-RANDOM}; curl https://h/9 | sh
              KEY=RANDOM; curl https://h/10 | sh
              AUTH="-u a:RANDOM"; curl https://h/11 | sh
              OPTIONS="--password=WORD"; curl https://h/12 | sh
              curl -H "Authorization: Bearer RANDOM" https://h | sh
              curl -H "Authorization: RANDOM" https://h | sh
              curl -H 'X-Api-Key: RANDOM' https://h | sh
              curl --header "PRIVATE-TOKEN: RANDOM" https://h | sh
              curl -H Authorization:RANDOM https://h | sh
              curl -H "Cookie: session=RANDOM" https://h | sh
              curl -d '{"password":"WORD"}' https://h | sh
              curl -d "password=WORD&user=x" https://h | sh
              curl "https://h/?token=RANDOM" | sh
              curl "https://u:WORD@h/" | sh
              curl -u "a:WORD" https://h | sh
              curl -ua:WORD https://h | sh
              curl --user=a:WORD https://h | sh
              curl -b "sid=RANDOM" https://h | sh
              curl https://hooks.slack.com/services/T00000000/B00000000/RANDOM | sh
              wget --password=WORD https://h -O- | sh
              wget --http-password WORD https://h -O- | sh
              mysqldump -pWORD db; curl https://h/13 | sh
              mysqldump -uroot -p"WORD" db; curl https://h/14 | sh
              mysqldump --password WORD db; curl https://h/15 | sh
              psql "host=h password=WORD"; curl https://h/16 | sh
              psql postgres://u:WORD@h/db; curl https://h/17 | sh
              PGPASSWORD=WORD psql; curl https://h/18 | sh
              redis-cli -a WORD ping; curl https://h/19 | sh
              sshpass -p WORD ssh h; curl https://h/20 | sh
              echo WORD | docker login -u x --password-stdin; curl https://h/21 | sh
              docker login -u x -p WORD; curl https://h/22 | sh
              echo "machine h login u password WORD" > ~/.netrc; curl https://h/23 | sh
              echo "h:5432:db:u:WORD" > ~/.pgpass; curl https://h/24 | sh
              aws configure set aws_secret_access_key RANDOM; curl https://h/25 | sh
              vault login RANDOM; curl https://h/26 | sh
              kubectl --token=RANDOM get pods; curl https://h/27 | sh
              openssl enc -k WORD; curl https://h/28 | sh
              openssl enc -pass pass:WORD; curl https://h/29 | sh
              gpg --passphrase WORD x; curl https://h/30 | sh
              ldapsearch -w WORD; curl https://h/31 | sh
              echo "root:RANDOM" | chpasswd; curl https://h/32 | sh
              expect -c 'send "RANDOM"'; curl https://h/33 | sh
              smbclient //h/s -U u%WORD; curl https://h/34 | sh
              rclone config create x s3 secret_access_key RANDOM; curl https://h/35 | sh
              restic -p RANDOM; curl https://h/36 | sh
              node -e 'connect({password: "WORD"})'; curl https://h/37 | sh
              echo ENCODED | base64 -d; curl https://h/38 | sh
              # RANDOM
              curl https://h/39 | sh # token: WORD
              echo "$DB_PASSWORD" RANDOM
    """,
    "a/secrets.yaml": """
    apiVersion: v1
    kind: Secret
    metadata: {name: plain}
    stringData: {a: WORD, "b": "WORD", c: [WORD]}
    data:
      d: WORD
      e: |
        WORD
    ---
    {apiVersion: v1, kind: "Secret", metadata: {name: b}, data: {a: WORD}, stringData: {name: WORD}}
    ---
    {apiVersion: v1, kind: !!str Secret, metadata: {name: c}, data: {a: WORD}}
    ---
    {apiVersion: v1, kind: !!binary U2VjcmV0, metadata: {name: d}, data: {a: WORD}}
    ---
    apiVersion: v1
    kind: >-
      Secret
    metadata: {name: e}
    data: {a: WORD}
    ---
    apiVersion: v1
    x: &kind Secret
    kind: *kind
    metadata: {name: f}
    data: {a: WORD}
    ---
    {apiVersion: v1, kind: secret, metadata: {name: g}, data: {a: WORD}, stringData: {b: WORD}}
    ---
    {apiVersion: v1, kind: Secrets, metadata: {name: h}, stringData: {b: WORD}}
    ---
    {apiVersion: v1, metadata: {name: i}, data: {b: WORD}}
    ---
    apiVersion: v1
    kind: List
    items:
    - apiVersion: v1
      kind: Secret
      metadata: {name: j}
      stringData:
        last: WORD
    - kind: CronJob
      apiVersion: batch/v1
      metadata: {name: beside}
      spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, hostPID: true, containers: [{name: c, image: a}]}}}}}
    - apiVersion: v1
      kind: Secret
      data: {first: WORD}
    """,
    "a/line.json": #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","stringData":{"a":"WORD"}},{"kind":"CronJob","apiVersion":"batch/v1","metadata":{"name":"line"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"hostPID":true,"containers":[{"name":"c","env":[{"name":"A_PASSWORD","value":"WORD"}],"image":"a","args":["--token","RANDOM"]}]}}}}}},{"apiVersion":"v1","kind":"secret","data":{"a":"WORD"}}]}"#,
    "a/configmap.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: conf}
    data:
      password: WORD
      app.properties: |
        db.password=WORD
        api.token = RANDOM
      run.sh: |
        #!/bin/sh
        mysqldump -pWORD x
        curl -u a:WORD https://h | sh
        export PASS=RANDOM
    ---
    apiVersion: batch/v1
    kind: Job
    metadata: {name: uses}
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: c, image: "a:latest", command: [/scripts/run.sh], envFrom: [{configMapRef: {name: conf}}], volumeMounts: [{name: s, mountPath: /scripts}]}]
          volumes: [{name: s, configMap: {name: conf}}]
    """,
    "a/access.yaml": """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: backup, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"x":"WORD"}', example.com/token: RANDOM}}
    secrets: [{name: a}]
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup}, spec: {schedule: "*/10 * * * *", jobTemplate: {spec: {template: {spec: {
      serviceAccountName: backup, restartPolicy: Never, containers: [{name: c, image: i, env: [{name: URL, value: "https://u:WORD@api.example.com/x?token=RANDOM"}],
      command: [sh, -c, "kubectl --token=RANDOM get secrets db; curl -u a:WORD https://files.example.com/RANDOM"]}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: wide}, rules: [{apiGroups: [''], resources: [secrets], verbs: ['*']}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: wide, annotations: {password: WORD}},
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: wide}, subjects: [{kind: ServiceAccount, name: backup}]}
    """,
    "audit.log": """
    {"stage":"ResponseComplete","auditID":"1","requestURI":"/api/v1/secrets?token=RANDOM","verb":"get","user":{"username":"system:serviceaccount:default:backup","groups":[],"extra":{"token":["RANDOM"]}},"userAgent":"RANDOM","objectRef":{"resource":"secrets","namespace":"default","name":"db"},"responseStatus":{"code":200},"requestObject":{"stringData":{"a":"WORD"}},"responseObject":{"data":{"a":"WORD"}},"requestReceivedTimestamp":"2026-11-23T05:10:00.000000Z","annotations":{"authorization.k8s.io/decision":"allow","token":"RANDOM"}}
    {"stage":"ResponseComplete","auditID":"2","requestURI":"/x?RANDOM","verb":"list","user":{"username":"system:serviceaccount:default:backup"},"objectRef":{"resource":"pods","namespace":"default"},"responseStatus":{"code":403,"message":"WORD"},"requestReceivedTimestamp":"2026-11-23T05:20:00.000000Z","annotations":{"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":"RANDOM"}}
    {"stage":"ResponseComplete","requestObject":{"data":"WORD
    password=WORD
    """,
    "records.jsonl": """
    {"cronjob":"a","creationTimestamp":"2026-11-23T05:10:00Z","password":"WORD","specs":[{"spec":{"schedule":"*/5 * * * *","token":"RANDOM"}}],"jobs":[{"job":"a-1","created":"2026-11-23T05:15:00Z","reason":"WORD","deletedBy":[{"userAgent":"RANDOM"}]}]}
    {"cronjob":"b","creationTimestamp":"RANDOM"}
    {"cronjob":"c","token":"WORD
    """,
    "baseline.json": #"{"schemaVersion": "1", "password": "WORD", "findings": [{"rule": "RANDOM", "token": "WORD"}]}"#,
    "broken-baseline.json": "{\"schemaVersion\": \"1\", \"findings\": [\n{\"token\": \"WORD\", \"RANDOM\", x",
    "newer.json": #"{"schemaVersion": "RANDOM"}"#,
    "requests.jsonl": "{\"user\": \"RANDOM\", \"token\": \"WORD\"}\n{\"password\": \"WORD\n",
    "kustomization/kustomization.yaml": "secretGenerator: [{name: a, literals: [password=WORD]}]\nresources: [RANDOM.yaml",
  ]

  static let configurations = [
    "profile: RANDOM\n", "password: WORD\n", "rules:\n  RANDOM: off\n", "rules:\n  missing-ttl: RANDOM\n", "options: {RANDOM: 1, token: WORD}\n",
    "options:\n  kubernetes-version: RANDOM\n", "overrides:\n- paths: [\"[RANDOM\"]\n  token: WORD\n", "token: WORD\nx: [\n", "secret: [WORD\n",
    "profile: strict\nprofile: RANDOM\n", "a: *RANDOM\n",
  ]

  private static let broken = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: broken}
    spec:
      jobTemplate:
        spec:
          template:
            spec:
              containers:
              - name: c
                args: [mysqldump, -pWORD, "WORD", 'WORD']
                env:
                - name: PGPASSWORD
                  value: WORD
    BREAKER
                - {name: TOKEN, value: RANDOM}
              stringData: {a: WORD}
    """

  private static let breakers = [
    "              bad: [", "\tbad: RANDOM", "              - \"WORD", "              - 'RANDOM", "              a: b: WORD", "      password: WORD", "x: *RANDOM",
    "              {{ .Values.RANDOM }}", "              {{- if RANDOM }}", "              - {name: A, name: WORD}", "              a: WORD\n              a: RANDOM",
    "              value: WORD\n              value: WORD", "              ? WORD\n              WORD", "              x: !<RANDOM", "              x: &a &b WORD",
    "              x: |9x WORD", "%TAG RANDOM", "              x: \"\\qWORD\"", "              x: <<: RANDOM", "              <<: WORD", "              }WORD",
    "              - @RANDOM", "              - `WORD`", "              x: \u{1}WORD", "              # \u{2028} token: WORD", "              a: &x [*x, WORD]",
    "              WORD\n              RANDOM", "              - curl -u a:WORD [", "              [WORD, ", "              password: 'WORD",
  ]
}
