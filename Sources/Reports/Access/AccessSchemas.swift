import ClusterState
import AccessControl

/// The schemas of what commands about access write as JSON.
enum AccessSchemas {
  private typealias Member = JSONSchema.Member
  private typealias Shape = JSONSchema.Shape

  /// By the names of their files.
  static var all: [(name: String, schema: JSONSchema)] {
    [
      ("access-show", show), ("access-who-can", whoCan), ("access-check", check), ("access-review", review), ("access-diff", difference),
      ("access-explain-denied", explainDenied),
    ]
  }

  private static func schema(_ command: String, _ members: [Member], _ definitions: [(name: String, shape: Shape)] = []) -> JSONSchema {
    JSONSchema(
      title: "Output of curfew \(command) --format json, version \(AccessJSONReport.version)",
      members: [Member("schemaVersion", .constant(AccessJSONReport.version), "The version of this schema.")] + members,
      definitions: definitions)
  }

  private static var level: Shape { .oneOf(Capability.Level.allCases.reversed().map(\.name)) }
  private static var place: [Member] {
    [
      Member("path", .text, "The file; left out for what Kubernetes makes itself.", isOptional: true),
      Member("line", .positive, "1 for the first.", isOptional: true),
    ]
  }
  /// The lists of a rule, those that are empty left out.
  private static var rule: [Member] {
    [
      Member("apiGroups", .array(.text), nil, isOptional: true), Member("resources", .array(.text), nil, isOptional: true),
      Member("resourceNames", .array(.text), nil, isOptional: true), Member("nonResourceURLs", .array(.text), nil, isOptional: true),
      Member("verbs", .array(.text), nil),
    ]
  }
  private static var placedRule: Shape { .object(rule + place) }

  private static var show: JSONSchema {
    schema(
      "access show",
      [Member("serviceAccounts", .array(.reference("serviceAccount")), "By namespace and name; in folders behind the others.")],
      [
        (
          "serviceAccount",
          .object(
            [
              Member("namespace", .text, nil), Member("name", .text, nil),
              Member("folder", .text, "Where it leaves its namespace open: the folder that it is one of.", isOptional: true),
            ] + place + [
              Member("level", level, "How grave all of it is together."),
              Member(
                "workloads",
                .array(
                  .object(
                    [Member("kind", .oneOf(["CronJob", "Job", "Pod"]), nil), Member("namespace", .text, nil), Member("name", .text, nil)]
                      + place)), "What runs as it."),
              Member(
                "externalIdentities",
                .array(.object([Member("annotation", .text, "What gives it."), Member("name", .text, "The role, account or client.")])),
                "What it is in a cloud."),
              Member("roles", .array(.reference("role")), "Without what every service account holds in every cluster."),
              Member("shortestPath", .reference("path"), "To the gravest thing it can reach, if it reaches any.", isOptional: true),
            ])
        ),
        (
          "role",
          .object(
            [Member("binding", .text, "Kind, namespace and name.")] + place + [
              Member("role", .text, "Kind, namespace and name."), Member("subject", .text, "Whom the binding names: it, or a group."),
              Member(
                "standing", .oneOf(["known", "missing", "unknown"]), "Whether all is known that it grants; missing: it grants nothing."),
              Member(
                "rules",
                .array(
                  .object(
                    rule + place + [
                      Member("level", level, "How grave it is, where it matters.", isOptional: true),
                      Member("lets", .text, "What it lets its holder do.", isOptional: true),
                    ])), nil),
            ])
        ),
        (
          "path",
          .object([
            Member("reaches", .text, "What is worth reaching."),
            Member(
              "steps",
              .array(
                .object([
                  Member("actor", .text, "Who makes the step."), Member("does", .text, "A verb phrase."),
                  Member("binding", .text, "What grants it.", isOptional: true), Member("role", .text, nil, isOptional: true),
                  Member("rule", placedRule, "The one that allows it.", isOptional: true), Member("reaches", .text, "What the step gives."),
                ])), nil),
          ])
        ),
      ])
  }

  private static var subject: (name: String, shape: Shape) {
    (
      "subject",
      .object([
        Member("kind", .oneOf(["User", "Group", "ServiceAccount"]), nil),
        Member("namespace", .text, "Of a service account.", isOptional: true), Member("name", .text, nil),
        Member("in", .text, "The namespace where; left out: everywhere.", isOptional: true),
        Member("binding", .text, "Kind, namespace and name."), Member("role", .text, "Kind, namespace and name."),
        Member("rule", placedRule, nil),
      ])
    )
  }

  private static var notEvaluated: Member { Member("notEvaluated", .array(.text), "Why there may be more.") }

  private static var whoCan: JSONSchema {
    schema(
      "access who-can",
      [
        Member("question", .text, "What they may do."),
        Member("subjects", .array(.reference("subject")), "Those of the whole cluster first, then by namespace."), notEvaluated,
      ], [subject])
  }

  private static var review: JSONSchema {
    schema(
      "access exposure and access control",
      [
        Member(
          "workloads",
          .array(
            .object([
              Member("workload", .text, "Kind, namespace and name."),
              Member(
                "ways",
                .array(
                  .object([
                    Member("who", .text, "What they can do, as a verb phrase."), Member("subjects", .array(.reference("subject")), nil),
                    Member("ofKubernetes", .count, "How many more Kubernetes itself grants it to."), notEvaluated,
                  ])), "Each way to get there."),
              Member("givenTo", .array(.text), "Of a Secret, the workloads that the kubelet gives it to.", isOptional: true),
              Member("readBy", .array(.text), "Of a Secret, the workloads whose service account can read it.", isOptional: true),
            ])), nil)
      ], [subject])
  }

  /// A line of answers; the lines of requests have no version either.
  private static var check: JSONSchema {
    JSONSchema(
      title: "A line of the output of curfew access check --requests",
      members: [
        Member("user", .text, nil), Member("groups", .array(.text), nil), Member("namespace", .text, nil), Member("verb", .text, nil),
        Member("group", .text, "The API group."), Member("resource", .text, nil), Member("subresource", .text, nil),
        Member("name", .text, nil), Member("nonResourceURL", .text, nil), Member("allowed", .boolean, nil),
        Member("decision", .oneOf(["allowed", "denied", "notEvaluated"]), nil),
        Member("reason", .text, "As the API server gives it, or why it is not evaluated.", isOptional: true),
        Member("expected", .boolean, "What the request says the answer is, where it is another one.", isOptional: true),
      ], definitions: [])
  }

  private static var difference: JSONSchema {
    let permission = Shape.object(
      rule + [Member("in", .text, "The namespace; left out: everywhere.", isOptional: true), Member("role", .text, "What grants it.")]
        + place)
    let changes = [
      Member("gained", .array(.reference("permission")), "Places are in the new input."),
      Member("lost", .array(.reference("permission")), "Places are in the old input."),
      Member("reached", .text, "The gravest it could reach.", isOptional: true),
      Member("reaches", .text, "The gravest it can reach.", isOptional: true),
      Member("reachesMore", .boolean, "Whether that is graver than before."),
    ]
    return schema(
      "access diff",
      [
        Member(
          "serviceAccounts", .array(.object([Member("namespace", .text, nil), Member("name", .text, nil)] + changes)),
          "Those whose permissions or reach differ."),
        Member(
          "usersAndGroups",
          .array(
            .object(
              [
                Member("kind", .oneOf([SubjectReference.Kind.user.rawValue, SubjectReference.Kind.group.rawValue]), nil),
                Member("name", .text, nil),
              ] + changes)), "Those whose permissions differ."),
      ], [("permission", permission)])
  }

  private static var explainDenied: JSONSchema {
    let lists = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"].map { Member($0, .array(.text), nil) }
    return schema(
      "access explain-denied",
      [
        Member(
          "deniedRequests",
          .array(
            .object([
              Member("user", .text, nil), Member("namespace", .text, nil), Member("verb", .text, nil), Member("apiGroup", .text, nil),
              Member("resource", .text, nil), Member("subresource", .text, nil), Member("name", .text, nil),
              Member("nonResourceURL", .text, nil), Member("count", .positive, "How often."), Member("first", .text, "When."),
              Member("last", .text, nil), Member("pods", .array(.text), "Some of those that asked."),
              Member("anonymous", .boolean, "Whether it carried no credentials, so that no grant is the answer."),
              Member(
                "grant", .object([Member("kind", .oneOf(["Role", "ClusterRole"]), nil)] + lists), "The smallest that would allow it."),
              Member("level", level, "How grave that grant is."), Member("opens", .array(.text), "What it lets its holder do besides."),
              Member("allowedNowBy", .text, "Which binding of the input allows it by now.", isOptional: true),
            ])), "Different ones, the most frequent first."),
        Member("others", .count, "Requests that differ from all of these, which are too many."),
      ])
  }
}
