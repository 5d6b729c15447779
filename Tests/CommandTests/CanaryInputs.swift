import Foundation

/// Inputs of every kind with a different secret in every place that may hold one.
///
/// `%R%` stands for a secret that has the look of one, and may stand anywhere; `%W%` for one that nothing but its place gives away. What may not be told
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
    files["broken/latin1.yaml"] = Array("password: ".utf8) + [0xFF] + plant("%R%\nstringData: {a: %W%}\n", in: "broken/latin1.yaml")
    files["broken/utf16.yaml"] = plant("password: %R%\n", in: "broken/utf16.yaml").flatMap { [$0, 0] }
  }

  private mutating func add(_ text: String, to path: String) { files[path] = plant(text, in: path) }

  private mutating func plant(_ text: String, in path: String) -> [UInt8] {
    var result = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { result += "\n" }
      var rest = line[...]
      while let range = rest.range(of: #"%[RWE]%"#, options: .regularExpression) {
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
      case "%W%": word
      case "%E%": Data("user:Canary\(word)7Kq2".utf8).base64EncodedString()
      default: "C\(word.dropFirst())7Kq2xZ9w"
      }
    canaries.append((text, place))
    return text
  }
}

extension CanaryInputs {
  private static let texts: [String: String] = [
    "a/cronjob.yaml": """
    # password: %W%
    # mysqldump -p%R%
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: everything # token=%W%
      annotations:
        kubectl.kubernetes.io/last-applied-configuration: |
          {"stringData":{"a":"%W%"},"x":"%R%"}
        example.com/password: %W%
        example.com/api-key: %R%
        example.com/note: "use %R%, postgres://u:%W%@db/x"
        ignore-check.curfew.dev/privileged-container: "%R% is the reason"
        ignore-check.curfew.dev/no-such-rule: "password=%W%"
    spec:
      schedule: "*/5 * * * *"
      sched: %R%
      jobTemplate:
        metadata: {annotations: {token: %R%, kubectl.kubernetes.io/last-applied-configuration: "%W%"}}
        spec:
          password: %W%
          template:
            metadata:
              annotations:
                vault.example.com/secret: "%W%"
            spec:
              hostNetwork: true # %R%
              hostPID: true
              initContainers:
              - {name: one, image: "a:latest", env: [{name: DB_PASSWORD, value: %W%}, {name: TOKEN, value: %R%}], securityContext: {privileged: true}}
              containers:
              - name: main
                image: busybox:latest
                env:
                - name: PGPASSWORD
                  value: %W%
                - {name: API_TOKEN, value: '%R%'}
                - name: MYSQL_PWD
                  value: "%W%"
                - name: AWS_SECRET_ACCESS_KEY
                  value: %R%
                - name: DATABASE_URL
                  value: postgres://app:%W%@db.example.com/app
                - name: JDBC
                  value: "jdbc:mysql://db/x?user=u&password=%W%"
                - name: SERVICE_ACCOUNT
                  value: %E%
                - name: CONFIG
                  value: '{"password": "%W%", "user": "x"}'
                - name: GREETING
                  value: %R%
                - name: SOME_SECRET
                  value: %R%
                - name: REDIS_AUTH
                  value: %W%
                - name: NUMBER_PASSWORD
                  valeu: %W%
                # - name: OLD_PASSWORD
                #   value: %W%
                command: [/bin/tool, --password, %W%, "--token=%R%", -x]
                args:
                - --db-password=%W%
                - "--header=Authorization: Bearer %R%"
                - "-H"
                - "X-Api-Key: %R%"
                - --url=https://u:%W%@example.com/
                - https://example.com/?access_token=%R%
                - '{"auth": "%E%"}'
                lifecycle:
                  postStart: {exec: {command: [sh, -c, "curl -u a:%W% https://h | sh"]}}
                  preStop:
                    exec:
                      command:
                      - sh
                      - -c
                      - |
                        mysqldump -p%W% x
                        PGPASSWORD=%W% psql
                livenessProbe:
                  httpGet:
                    path: /health?token=%R%
                    host: 127.0.0.1
                    port: 80
                    httpHeaders:
                    - {name: Authorization, value: Bearer %R%}
                    - name: X-Whatever
                      value: %W%
                readinessProbe: {exec: {command: [redis-cli, -a, %W%, ping]}}
                startupProbe: {exec: {command: [mysqladmin, -p%W%, ping]}}
                securityContext: {privileged: true, allowPrivilegeEscalation: true, key: %W%}
              volumes:
              - name: flex
                flexVolume: {driver: example.com/x, options: {password: %W%, share: %W%}}
              - name: csi
                csi:
                  driver: example.com
                  volumeAttributes:
                    secret: %W%
                    connection: %W%
              - {name: host, hostPath: {path: /}, credentials: %W%}
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
              # password: %W%
              PASS='%R%'; curl https://h/1 | sh
              PASSWORD=%W%; curl https://h/2 | sh
              PGPASS=%R%; curl https://h/3 | sh
              pw=%R%; curl https://h/4 | sh
              PASSPHRASE=%W%; curl https://h/5 | sh
              pass=%W%; curl https://h/6 | sh
              export TOKEN="%R%"; curl https://h/7 | sh
              local pw=%R%; curl https://h/8 | sh
              PASS=${PASS:-%R%}; curl https://h/9 | sh
              KEY=%R%; curl https://h/10 | sh
              AUTH="-u a:%R%"; curl https://h/11 | sh
              OPTIONS="--password=%W%"; curl https://h/12 | sh
              curl -H "Authorization: Bearer %R%" https://h | sh
              curl -H "Authorization: %R%" https://h | sh
              curl -H 'X-Api-Key: %R%' https://h | sh
              curl --header "PRIVATE-TOKEN: %R%" https://h | sh
              curl -H Authorization:%R% https://h | sh
              curl -H "Cookie: session=%R%" https://h | sh
              curl -d '{"password":"%W%"}' https://h | sh
              curl -d "password=%W%&user=x" https://h | sh
              curl "https://h/?token=%R%" | sh
              curl "https://u:%W%@h/" | sh
              curl -u "a:%W%" https://h | sh
              curl -ua:%W% https://h | sh
              curl --user=a:%W% https://h | sh
              curl -b "sid=%R%" https://h | sh
              curl https://hooks.slack.com/services/T00000000/B00000000/%R% | sh
              wget --password=%W% https://h -O- | sh
              wget --http-password %W% https://h -O- | sh
              mysqldump -p%W% db; curl https://h/13 | sh
              mysqldump -uroot -p"%W%" db; curl https://h/14 | sh
              mysqldump --password %W% db; curl https://h/15 | sh
              psql "host=h password=%W%"; curl https://h/16 | sh
              psql postgres://u:%W%@h/db; curl https://h/17 | sh
              PGPASSWORD=%W% psql; curl https://h/18 | sh
              redis-cli -a %W% ping; curl https://h/19 | sh
              sshpass -p %W% ssh h; curl https://h/20 | sh
              echo %W% | docker login -u x --password-stdin; curl https://h/21 | sh
              docker login -u x -p %W%; curl https://h/22 | sh
              echo "machine h login u password %W%" > ~/.netrc; curl https://h/23 | sh
              echo "h:5432:db:u:%W%" > ~/.pgpass; curl https://h/24 | sh
              aws configure set aws_secret_access_key %R%; curl https://h/25 | sh
              vault login %R%; curl https://h/26 | sh
              kubectl --token=%R% get pods; curl https://h/27 | sh
              openssl enc -k %W%; curl https://h/28 | sh
              openssl enc -pass pass:%W%; curl https://h/29 | sh
              gpg --passphrase %W% x; curl https://h/30 | sh
              ldapsearch -w %W%; curl https://h/31 | sh
              echo "root:%R%" | chpasswd; curl https://h/32 | sh
              expect -c 'send "%R%"'; curl https://h/33 | sh
              smbclient //h/s -U u%%W%; curl https://h/34 | sh
              rclone config create x s3 secret_access_key %R%; curl https://h/35 | sh
              restic -p %R%; curl https://h/36 | sh
              node -e 'connect({password: "%W%"})'; curl https://h/37 | sh
              echo %E% | base64 -d; curl https://h/38 | sh
              # %R%
              curl https://h/39 | sh # token: %W%
              echo "$DB_PASSWORD" %R%
    """,
    "a/misplaced.yaml": """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: misplaced
      annotations: "password=%W%"
    spec:
      schedule: "@daily"
      DB_PASSWORD=%W%: 1
      password=%W%: 1
      mysql -p%W%: 1
      https://u:%W%@h: 1
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              args: [--password, %W%]
              hostPID: true
              initcontainers: [{name: a, image: b, args: [mysql, -p%W%], env: [{name: DB_PASSWORD, value: %W%}]}]
              container: {name: a, image: b, command: [sh, -c, "mysql -p%W%"]}
              volumes:
              - {name: host, hostPath: {path: "/x?password=%W%"}}
              - {name: csi, csi: {driver: example.com, attributes: {connection: %W%}}}
              - {name: a, credentials: {user: {main: %W%}}}
              containers:
              - {name: a, image: "a:latest", args: --password=%W%}
              - {name: b, image: "a:latest", command: mysql -p%W%}
              - {name: c, image: "a:latest", env: "DB_PASSWORD=%W%"}
              - {name: d, image: "a:latest", livenessProbe: {exec: {command: "redis-cli -a %W% ping"}}}
              - {name: e, image: "a:latest", arg: [--token, %W%], commands: [sh, -c, "curl -u a:%W% https://h"]}
              - {name: f, image: "a:latest", args: [[--password, %W%]], tty: "password=%W%"}
              - {name: g, image: "a:latest", env: [{key: DB_PASSWORD, value: %W%}]}
              - {name: h, image: "a:latest", livenessProbe: {httpGet: {port: 80, host: "u:%W%@h", httpHeaders: {X-Foo: %W%}}}}
              - {name: i, image: "a:latest", livenessProbe: {httpGet: {port: 80, httpHeaders: ["X-Foo: %W%"]}}}
              - {name: j, image: "a:latest", mountOptions: ["password=%W%"]}
    ---
    apiVersion: batch/v1
    kind: Job
    metadata: {name: containers}
    spec: {template: {spec: {containers: {name: a, args: [--password=%W%, mysql, -p%W%], env: [{name: A_PASSWORD, value: %W%}]}}}}
    """,
    "a/beside.yaml": """
    # mysql -p%W%
    apiVersion: batch/v1 # pass %W%
    # curl -u a:%W%
    kind: CronJob # sshpass -p %W%
    metadata:
      name: beside # curfew:ignore password=%W% mysql -p%W%
      annotations:
        ignore-check.curfew.dev/missing-ttl: "mysql -p%W%"
        ignore-check.curfew.dev/mutable-image: "pw is %W%, token=%W%"
        pre.hook.backup.velero.io/command: '["mysqldump", "-u", "root", "-p%W%"]'
        post.hook.backup.velero.io/command: mysqldump -u root -p%W%
        access.curfew.dev/needs: |
          password=%W%
    spec: # the password is %W%
      schedule: "@daily" # u:%W%@h
      jobTemplate: # PASS=%W%
        spec:
          template:
            spec:
              hostPID: true # mysqldump -u root -p%W%
              containers:
              - name: a # password %W%
                image: a:latest # redis-cli -a %W%
                env: [{name: A, value: "mysql -p%W%"}, {name: B, value: "Authorization: Bearer %W%"}, {name: C, value: "scott/%W%@h"}]
                args: [--dbpass=%W%]
                securityContext: {privileged: true}
              - {name: b, image: "b:latest", args: [--pass, %W%], env: [{name: D, value: "u:%W%@tcp(h)/db"}], securityContext: {privileged: true}}
              - {name: c, image: "b:latest", args: [--secret, %W%], env: [{name: D, value: "postgres://app:P/%W%@db"}], securityContext: {privileged: true}}
    """,
    "a/beside.json":
      #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"mysql","args":["mysql","-p%W%"],"command":["sh","-c","curl -u a:%W% https://h\nDBPASS=%W% x"],"env":[{"name":"X","value":"password=%W%"}]}]}},{"kind":"CronJob","apiVersion":"batch/v1","metadata":{"name":"line"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"hostPID":true,"containers":[{"name":"c","image":"a"}]}}}}}},{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"password: %W%","b":"mysql -p%W%","c":"--password %W%","d":"{\"password\":\"%W%\"}"}}]}"#,
    "a/words.yaml": """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: words}
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
              curl -H "Authorization: Bearer %W%" https://h | sh
              curl -H "Authorization: Basic %W%" https://h | sh
              curl -H "Authorization: Token %W%" https://h | sh
              curl -H "Authorization: %W%" https://h | sh
              curl -H 'X-Api-Key: %W%' https://h | sh
              curl -H"PRIVATE-TOKEN: %W%" https://h | sh
              curl --header="X-Vault-Token: %W%" https://h | sh
              curl --header "X-Auth-Token: %W%" https://h | sh
              curl -H "Cookie: session=%W%" https://h | sh
              wget --header="Authorization: Bearer %W%" https://h -O- | sh
              http https://h "X-Api-Key:%W%" | sh
              grpcurl -H 'authorization: bearer %W%' h; curl https://h | sh
              curl -fsSLu bob:%W% https://h | sh
              ssh h "mysql -p%W%"; curl https://h | sh
              sh -c 'mysql -p%W%'; curl https://h | sh
              bash -c "mysql --password='%W%'"; curl https://h | sh
              su -c "mysql -p%W%"; curl https://h | sh
              alias m='mysql -p%W%'; curl https://h | sh
              MYSQL="mysql -p%W%"; curl https://h | sh
              DBPASS=%W%; curl https://h | sh
              dbpwd=%W%; curl https://h | sh
              MYSQLPWD=%W% mysql; curl https://h | sh
              ROOTPW=%W%; curl https://h | sh
              LDAP_BINDPW="%W%"; curl https://h | sh
              adminpw='%W%'; curl https://h | sh
              creds=a:%W%; curl https://h | sh
              PASS+=%W%; curl https://h | sh
              PASS=$'%W%'; curl https://h | sh
              PASS=$(echo %W%); curl https://h | sh
              PASS=`echo %W%`; curl https://h | sh
              keytool -storepass %W% -keypass %W%; curl https://h | sh
              oc login -u x -p %W%; curl https://h | sh
              isql -P %W%; curl https://h | sh
              osql -P%W%; curl https://h | sh
              plink -pw %W% h; curl https://h | sh
              etcdctl --user root:%W% get x; curl https://h | sh
              sqlplus scott/%W%@db; curl https://h | sh
              vault login %W%; curl https://h | sh
              redis-cli AUTH %W%; curl https://h | sh
              ssh-keygen -N %W% -f x; curl https://h | sh
              useradd -p %W% x; curl https://h | sh
              mysql5.7 -p%W%; curl https://h | sh
              $MYSQL -p%W%; curl https://h | sh
              $BIN/mysql -p%W%; curl https://h | sh
              mysql -e "CREATE USER x IDENTIFIED BY '%W%'"; curl https://h | sh
              [ "$PASS" = "%W%" ]; curl https://h | sh
              read PASS <<< "%W%"; curl https://h | sh
              expect -c 'send "%W%"'; curl https://h | sh
              sed s/PASSWORD/%W%/ x; curl https://h | sh
              psql "host=h passwd='%W%'"; curl https://h | sh
    """,
    "a/secrets.yaml": """
    apiVersion: v1
    kind: Secret
    metadata: {name: plain}
    stringData: {a: %W%, "b": "%W%", c: [%W%]}
    data:
      d: %W%
      e: |
        %W%
    ---
    {apiVersion: v1, kind: "Secret", metadata: {name: b}, data: {a: %W%}, stringData: {name: %W%}}
    ---
    {apiVersion: v1, kind: !!str Secret, metadata: {name: c}, data: {a: %W%}}
    ---
    {apiVersion: v1, kind: !!binary U2VjcmV0, metadata: {name: d}, data: {a: %W%}}
    ---
    apiVersion: v1
    kind: >-
      Secret
    metadata: {name: e}
    data: {a: %W%}
    ---
    apiVersion: v1
    x: &kind Secret
    kind: *kind
    metadata: {name: f}
    data: {a: %W%}
    ---
    {apiVersion: v1, kind: secret, metadata: {name: g}, data: {a: %W%}, stringData: {b: %W%}}
    ---
    {apiVersion: v1, kind: Secrets, metadata: {name: h}, stringData: {b: %W%}}
    ---
    {apiVersion: v1, metadata: {name: i}, data: {b: %W%}}
    ---
    apiVersion: v1
    kind: List
    items:
    - apiVersion: v1
      kind: Secret
      metadata: {name: j}
      stringData:
        last: %W%
    - kind: CronJob
      apiVersion: batch/v1
      metadata: {name: beside}
      spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, hostPID: true, containers: [{name: c, image: a}]}}}}}
    - apiVersion: v1
      kind: Secret
      data: {first: %W%}
    """,
    "a/line.json":
      #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","stringData":{"a":"%W%"}},{"kind":"CronJob","apiVersion":"batch/v1","metadata":{"name":"line"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"hostPID":true,"containers":[{"name":"c","env":[{"name":"A_PASSWORD","value":"%W%"}],"image":"a","args":["--token","%R%"]}]}}}}}},{"apiVersion":"v1","kind":"secret","data":{"a":"%W%"}}]}"#,
    "a/configmap.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: conf}
    data:
      password: %W%
      app.properties: |
        db.password=%W%
        api.token = %R%
      run.sh: |
        #!/bin/sh
        mysqldump -p%W% x
        curl -u a:%W% https://h | sh
        export PASS=%R%
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
    metadata: {name: backup, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"x":"%W%"}', example.com/token: %R%}}
    secrets: [{name: a}]
    ---
    {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup}, spec: {schedule: "*/10 * * * *", jobTemplate: {spec: {template: {spec: {
      serviceAccountName: backup, restartPolicy: Never, containers: [{name: c, image: i, env: [{name: URL, value: "https://u:%W%@api.example.com/x?token=%R%"}],
      command: [sh, -c, "kubectl --token=%R% get secrets db; curl -u a:%W% https://files.example.com/%R%"]}]}}}}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: wide}, rules: [{apiGroups: [''], resources: [secrets], verbs: ['*']}]}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: wide, annotations: {password: %W%}},
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: wide}, subjects: [{kind: ServiceAccount, name: backup}]}
    """,
    "audit.log": """
    {"stage":"ResponseComplete","auditID":"1","requestURI":"/api/v1/secrets?token=%R%","verb":"get","user":{"username":"system:serviceaccount:default:backup","groups":[],"extra":{"token":["%R%"]}},"userAgent":"%R%","objectRef":{"resource":"secrets","namespace":"default","name":"db"},"responseStatus":{"code":200},"requestObject":{"stringData":{"a":"%W%"}},"responseObject":{"data":{"a":"%W%"}},"requestReceivedTimestamp":"2026-11-23T05:10:00.000000Z","annotations":{"authorization.k8s.io/decision":"allow","token":"%R%"}}
    {"stage":"ResponseComplete","auditID":"2","requestURI":"/x?%R%","verb":"list","user":{"username":"system:serviceaccount:default:backup"},"objectRef":{"resource":"pods","namespace":"default"},"responseStatus":{"code":403,"message":"%W%"},"requestReceivedTimestamp":"2026-11-23T05:20:00.000000Z","annotations":{"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":"%R%"}}
    {"stage":"ResponseComplete","auditID":"3","verb":"get","user":{"username":"x"},"objectRef":{"resource":"pods"},"requestReceivedTimestamp":"%W%"}
    {"stage":"ResponseComplete","requestObject":{"data":"%W%
    password=%W%
    """,
    "records.jsonl": """
    {"cronjob":"a","creationTimestamp":"2026-11-23T05:10:00Z","password":"%W%","specs":[{"spec":{"schedule":"*/5 * * * *","token":"%R%"}}],"jobs":[{"job":"a-1","created":"2026-11-23T05:15:00Z","reason":"%W%","deletedBy":[{"userAgent":"%R%"}]}]}
    {"cronjob":"b","creationTimestamp":"%R%"}
    {"cronjob":"c","token":"%W%
    """,
    "baseline.json": #"{"schemaVersion": "1", "password": "%W%", "findings": [{"rule": "%R%", "token": "%W%"}]}"#,
    "broken-baseline.json": "{\"schemaVersion\": \"1\", \"findings\": [\n{\"token\": \"%W%\", \"%R%\", x",
    "newer.json": #"{"schemaVersion": "%R%"}"#,
    "requests.jsonl": "{\"user\": \"%R%\", \"token\": \"%W%\"}\n{\"password\": \"%W%\n",
    "kustomization/kustomization.yaml": "secretGenerator: [{name: a, literals: [password=%W%]}]\nresources: [%R%.yaml",
  ]

  static let configurations = [
    "profile: %R%\n", "password: %W%\n", "rules:\n  %R%: off\n", "rules:\n  missing-ttl: %R%\n", "options: {%R%: 1, token: %W%}\n",
    "options:\n  kubernetes-version: %R%\n", "overrides:\n- paths: [\"[%R%\"]\n  token: %W%\n", "token: %W%\nx: [\n", "secret: [%W%\n",
    "profile: strict\nprofile: %R%\n", "a: *%R%\n",
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
                args: [mysqldump, -p%W%, "%W%", '%W%']
                env:
                - name: PGPASSWORD
                  value: %W%
    BREAKER
                - {name: TOKEN, value: %R%}
              stringData: {a: %W%}
    """

  private static let breakers = [
    "              bad: [", "\tbad: %R%", "              - \"%W%", "              - '%R%", "              a: b: %W%", "      password: %W%",
    "x: *%R%",
    "              {{ .Values.%R% }}", "              {{- if %R% }}", "              - {name: A, value: %W%, name: B}",
    "              a: %W%\n              a: %R%",
    "              value: %W%\n              value: %W%", "              ? %W%\n              %W%", "              x: !<%R%",
    "              x: &a &b %W%",
    "              x: |9x %W%", "%TAG %R%", "              x: \"\\q%W%\"", "              x: <<: %R%", "              <<: %W%",
    "              }%W%",
    "              - @%R%", "              - `%W%`", "              x: \u{1}%W%", "              # \u{2028} token: %W%",
    "              a: &x [*x, %W%]",
    "              %W%\n              %R%", "              - curl -u a:%W% [", "              [%W%, ", "              password: '%W%",
  ]
}
