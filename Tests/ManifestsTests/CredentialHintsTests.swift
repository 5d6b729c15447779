import Manifests
import Testing

struct CredentialHintsTests {
  @Test(arguments: [
    ("mysql -ptigerwoods db", "mysql -p••• db"), ("$MYSQL -p'tiger woods' db", "$MYSQL -p'•••' db"),
    ("[mysql, -ptigerwoods]", "[mysql, -p•••]"),
    (#"{"args":["--token","tigerwoods","-x"]}"#, #"{"args":["--token","•••","-x"]}"#),
    ("- --password\n- tigerwoods\n- x", "- --password\n- •••\n- x"),
    ("mysql \\\n  -ptigerwoods", "mysql \\\n  -p•••"), ("curl -u a:tigerwoods https://h", "curl -u a:••• https://h"),
    (#"curl -H "Authorization: Bearer tigerwoods" h"#, #"curl -H "Authorization: •••" h"#),
    ("- Authorization: Bearer tigerwoods", "- Authorization: Bearer •••"),
    ("DBPASS=tigerwoods; x", "DBPASS=•••; x"), ("PASS=$(cat /x) y", "PASS=$(cat /x) y"), ("PASS=$(cat /x tiger) y", "PASS=••• y"),
    (#"[ "$PASS" = "tigerwoods" ] || x"#, #"[ "$PASS" = "•••" ] || x"#),
    (#"x: "{\"password\":\"tigerwoods\",\"a\":\"b\"}""#, #"x: "{\"password\":\"•••\",\"a\":\"b\"}""#),
    ("postgres://app:P/w@db/x", "postgres://app:•••@db/x"), ("scott/tigerwoods@db", "scott/•••@db"),
    ("u:tigerwoods@tcp(h)/db", "u:•••@tcp(h)/db"),
    ("h:5432:db:u:P@ss/w", "h:5432:db:u:•••"),
    ("rclone config create x s3 secret_access_key tigerwoods", "rclone config create x s3 secret_access_key •••"),
    ("curl -b 'sid=tigerwoods' h", "curl -b '•••' h"), ("x # pass tigerwoods", "x # pass •••"),
    ("x # the token is tigerwoods y", "x # the token is •••"),
    ("x # value: tigerwoods", "x # value: •••"),
    ("https://h/?a=b&token=tigerwoods", "https://h/?a=b&token=•••"),
    ("sed -i s/__PASSWORD__/tigerwoods/g x", "sed -i s/__PASSWORD__/•••/g x"),
  ])
  func hides(_ text: String, _ shown: String) { #expect(CredentialHints.masking(text) == shown) }

  @Test(arguments: [
    "mkdir -p /data/x", "docker run -p 80:80 -u 1000:1000 -v /a:/b x", "kubectl get secret db -o yaml", "kubectl create secret generic db",
    "image: registry.example.com/a:1.2@sha256:0123", "git clone git@github.com:a/b", "image: registry.example.com/token:00.00.06",
    "uses: actions/checkout@v4", "PASS=$PASS; x",
    "PASS=${PASS}",
    "--password-file /run/x", "secretName: db", "secretKeyRef: {name: db, key: password}", "{key: password, name: db}",
    "- name: DB_PASSWORD",
    #"{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}"#, "x # the token is needed by the backup",
    "password:",
    "automountServiceAccountToken: false", "schedule: \"*/5 * * * *\" # nightly", "imagePullSecrets:\n- name: registry", #"PASS="" x"#,
    "rsync -a /x host:/y", "psql -U app -h db -p 5432", "wget https://example.com:8080/x", "find / -path x -print", #"["--password"]"#,
    #"["--token","--x"]"#,
  ])
  func shows(_ text: String) { #expect(CredentialHints.masking(text) == text) }

  @Test func neitherTrapsNorGrowsWithTheSquare() {
    for text in [
      "password=", "-p", "://@", "s_s_", "\\", "\"'$(", "a=b=", "password=\"", "-u a:", "x:y@", "pass is ", "# - ", "a,", "\n ", "Bearer ",
      "Authorization: bearer ", "pw ", "-u ",
    ] {
      for count in [1, 2, 3, 2_000] {
        _ = CredentialHints.masking(String(repeating: text, count: count))
        _ = CredentialHints.masking("mysql expect sqlplus " + String(repeating: text, count: count), isProse: true)
      }
    }
  }
}
