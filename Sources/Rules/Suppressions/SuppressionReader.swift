internal import ClusterState
internal import Findings
internal import Manifests
internal import SourceTree

/// Gathers the suppressions of one file, and what is wrong with them as far as that can be told without findings.
struct SuppressionReader {
  private(set) var suppressions: [Suppression] = []
  private(set) var flaws: [SuppressionFlaw] = []
  private let settings: SuppressionSettings
  private let catalogue: Catalogue

  init(_ settings: SuppressionSettings, _ catalogue: Catalogue) {
    self.settings = settings
    self.catalogue = catalogue
  }

  // The prefix of the annotations, `<rule-name>` or `<rule-name>.until` behind it.
  private static let prefix = "ignore-check.curfew.dev/"
  private static let expirySuffix = ".until"

  /// Takes in a workload's annotations: its own, and those of its pod template.
  ///
  /// - Parameter position: The workload's, in the file's report.
  mutating func read(_ workload: Workload, position: Int, _ context: ReadingContext) {
    guard settings.areHonoured else { return }
    read(workload.metadata.annotations, position, context)
    if workload.kind == .cronJob { read(workload.jobMetadata.annotations, position, context) }
    if workload.kind != .pod { read(workload.podMetadata.annotations, position, context) }
  }

  private mutating func read(_ annotations: StringMap, _ owner: Int, _ context: ReadingContext) {
    if settings.honoursPeers {
      for peer in PeerSuppression.all(in: annotations) {
        let place = context.place(peer.place)
        for rule in peer.rules {
          add(
            Suppression(
              rule: rule, reason: peer.reason, expiry: peer.expiry, origin: .peer(tool: peer.tool), scope: .workload(owner), place: place,
              owner: owner))
        }
      }
    }
    let own = annotations.entries.filter { $0.key.utf8.starts(with: Self.prefix.utf8) }
    if own.isEmpty { return }
    let values = Dictionary(own.map { ($0.key, $0.value) }) { first, _ in first }
    for entry in own {
      guard let range = entry.value.range?.key else { continue }
      let place = context.place(range)
      let name = String(decoding: entry.key.utf8.dropFirst(Self.prefix.utf8.count), as: UTF8.self)
      if name.hasSuffix(Self.expirySuffix) {
        let suppressed = String(name.dropLast(Self.expirySuffix.count))
        if values[Self.prefix + suppressed, default: .absent].isAbsent {
          flaws.append(SuppressionFlaw(problem: .withoutReason(RuleName(name: suppressed)), place: place, owner: owner))
        }
        continue
      }
      var expiry: Expiry?
      if let written = values[Self.prefix + name + Self.expirySuffix], let range = written.range {
        expiry = Expiry(text: written.value ?? "", place: context.place(range.key))
      }
      let reason: String =
        switch entry.value {
        case .present(let reason, _): reason
        case .unreadable(.template, _): "a reason that is filled in when the template is rendered"
        case .absent, .unreadable: ""
        }
      read(name, reason: reason, expiry, origin: .annotation, scope: .workload(owner), place: place, owner: owner)
    }
  }

  /// Takes in the comments of the file.
  ///
  /// - Parameters:
  ///   - workloads: Of the file's report, in order.
  ///   - configMaps: Those that are judged if workloads of any file use them.
  mutating func readComments(
    of source: Source, workloads: [WorkloadReport], configMaps: [ConfigMapContents], _ context: ReadingContext
  ) {
    guard settings.areHonoured, !workloads.isEmpty || !configMaps.isEmpty else { return }
    let comments = PlacedComment.all(in: source)
    if comments.isEmpty { return }
    let owners = PlacedObjects(workloads.map(\.place.range))
    let placedConfigMaps = PlacedObjects(configMaps.map(\.origin.place))
    for placed in comments {
      let comment = placed.comment
      let owner = placed.owner(among: owners)
      let isInConfigMap = placedConfigMaps.first(in: placed.document) != nil
      if comment.rules.isEmpty {
        flaws.append(SuppressionFlaw(problem: .invalid(.rule("", suggestion: nil)), place: context.place(comment.range), owner: owner))
      }
      let expiry = comment.expiry.map { Expiry(text: $0.text, place: context.place($0.range)) }
      for rule in comment.rules {
        let scope: Suppression.Scope =
          switch placed.target {
          case .line(let offset): .line(context.place(SourceRange(offset, offset)).start.line)
          case .range(let range): .range(range)
          }
        read(
          rule.text, reason: comment.reason, expiry, origin: .comment, scope: scope, place: context.place(rule.range), owner: owner,
          mustBeUsed: !isInConfigMap)
      }
    }
  }

  /// Takes the places of annotations again, now that it is known what they must not tell.
  mutating func placeAnew(_ context: ReadingContext) {
    for index in suppressions.indices { suppressions[index].place = context.place(suppressions[index].place.range) }
    for index in flaws.indices { flaws[index].place = context.place(flaws[index].place.range) }
  }

  private struct Expiry {
    var text: String
    var place: Place
  }

  private mutating func read(
    _ name: String, reason: String, _ expiry: Expiry?, origin: Suppression.Origin, scope: Suppression.Scope, place: Place, owner: Int,
    mustBeUsed: Bool = true
  ) {
    guard let rule = catalogue.index(named: name) else {
      let shown = CredentialText.masking(name, isProse: true)
      return flaws.append(
        SuppressionFlaw(problem: .invalid(.rule(shown, suggestion: catalogue.suggestion(for: name))), place: place, owner: owner))
    }
    let ruleName = catalogue[rule].metadata.name
    var day: CalendarDay?
    if let expiry {
      guard let parsed = CalendarDay(expiry.text) else {
        return flaws.append(SuppressionFlaw(problem: .invalid(.expiry(rule: ruleName)), place: expiry.place, owner: owner))
      }
      day = parsed
    }
    if reason.utf8.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }) {
      return flaws.append(SuppressionFlaw(problem: .withoutReason(RuleName(name: ruleName)), place: place, owner: owner))
    }
    if let day, day < settings.today {
      return flaws.append(
        SuppressionFlaw(problem: .expired(.init(rule: ruleName, day: day)), place: expiry?.place ?? place, owner: owner))
    }
    add(
      Suppression(
        rule: rule, reason: reason, expiry: day, origin: origin, scope: scope, place: place, owner: owner, mustBeUsed: mustBeUsed))
  }

  private mutating func add(_ suppression: Suppression) {
    if let expiry = suppression.expiry, expiry < settings.today { return }
    var suppression = suppression
    suppression.reason = CredentialText.masking(suppression.reason, isProse: true)
    suppressions.append(suppression)
  }
}
