/// How `curfew fix` tells what it does.
package enum FixFormat: String, CaseIterable, Sendable {
  /// For people: a unified diff that `patch` takes, with what each change is for.
  case text
  case json
  /// Comments as GitHub's review API takes them, with the change as a suggestion in each.
  case githubSuggestion = "github-suggestion"
}
