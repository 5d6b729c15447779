import Foundation
import SourceTree
import Testing

@testable import Manifests

@Suite struct RedactionTests {
  private static let inputs: [String] = [
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  key: aHVudGVyMg-hidden\n  'other': \"hidden\"\nstringData:\n  block: |\n    hidden\n    hidden\n",
    #"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"key": "hidden"}, "stringData": {"a": ["hidden"]}}"#,
    "apiVersion: v1\nkind: Secret\ndata: hidden\n",
    "apiVersion: v1\nkind: Secret\ndata: &d {key: hidden}\nstringData: *d\n",
    "apiVersion: v1\nkind: Secret\nx: &v hidden\ndata: {key: *v}\n",
    "x: &base {key: hidden}\ny:\n  apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data: {<<: *base}\n",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"data\": \"hidden\"}\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"value\": \"hidden\"}'}\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: hidden}\n",
    "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: hidden}}}}}}\n",
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, data: {key: hidden}}\n",
    "kind: SecretList\napiVersion: v1\nitems:\n- {metadata: {name: s}, data: {key: hidden}}\n",
    "apiVersion: hive.openshift.io/v1\nkind: SyncSet\nspec: {resources: [{apiVersion: v1, kind: Secret, stringData: {key: hidden}}]}\n",
    "httpGet: {\"httpHead\\u0065rs\": [{name: a, value: hidden}], !!str options: {a: [hidden]}}\n",
    "apiVersion: v1\nkind: Secret\n\"d\\x61ta\": {a: hidden}\n!!binary c3RyaW5nRGF0YQ==: {b: hidden}\n? !!str stringData\n: {c: [[hidden]]}\n",
    "x: &v hidden\noptions: {a: [[[[[[[[[[[[hidden, *v]]]]]]]]]]]]}\n",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {name: hidden, image: hidden, cpu: hidden }}\n",
    "\"p\\u0061ssword\": [{x: hidden}]\n", "options: {a: &l [{x: hidden}]}\npassword: *l\n", "data: &l {a: {b: [hidden]}}\ntoken: *l\n",
    // Unreadable in one way or another: the document as a whole.
    "apiVersion: v1\nkind: Secret\ndata:\n  key: hidden\n  key: hidden\n",
    "apiVersion: v1\nkind: Secret\nstringData:\n  key: \"hidden\n",
    "apiVersion: v1\n\"kind\" : 'Secret'\nstringData:\n\tkey: hidden\n",
    "apiVersion: v1\nkind: Secret\nstringData:\n  key: hidden\n  {{- toYaml .Values.x }}\n",
    "apiVersion: v1\nkind: Secret\nstringData:\n  key: hidden # \u{2028}\n",
  ]

  @Test(arguments: inputs) func hidesCredentials(_ text: String) throws {
    let reading = try Reading(text)
    #expect(!reading.redactedText.contains("hidden"))
    #expect(!String(describing: reading.elements).contains("hidden"))
  }

  @Test func keepsTheRest() throws {
    let reading = try Reading(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {key: aaaa}\n---\na: [\n---\nkind: ConfigMap\napiVersion: v1\ndata: {a: b}\n"
    )
    #expect(
      reading.redactedText
        == "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {key: ####}\n---\na: [\n---\nkind: ConfigMap\napiVersion: v1\ndata: {a: b}\n"
    )
    guard case .secret(let secret)? = reading.manifests.first else {
      Issue.record("no Secret")
      return
    }
    #expect(secret.keys.map(\.name) == ["key"])
  }

  @Test func hidesNoMoreThanTheDocumentAtFault() throws {
    let reading = try Reading("a: plain\n---\nkind: Secret\nb: [hidden\n---\nc: plain\n")
    #expect(reading.redactedText.components(separatedBy: "plain").count == 3)
    #expect(!reading.redactedText.contains("hidden"))
  }
}
