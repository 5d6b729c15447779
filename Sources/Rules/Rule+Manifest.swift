internal import ClusterState
package import Findings
package import SourceTree

internal import Manifests

extension Rule {
  /// Asks this rule alone about every workload of a manifest, as the examples want it.
  ///
  /// - Throws: ``SyntaxError`` where the manifest cannot be read.
  package static func check(manifest: Source, options: RuleOptions) throws(SyntaxError) -> Verdicts {
    try check(manifest: manifest, options: options, in: ReadingContext(manifest))
  }

  /// The same, where something else is asked about the source as well.
  package static func check(manifest: Source, options: RuleOptions, in context: ReadingContext) throws(SyntaxError) -> Verdicts {
    if let rule = self as? any SuppressionRule.Type { return try rule.checkSuppressions(manifest: manifest, options: options, context) }
    if let rule = self as? any ClusterRule.Type {
      return try checkState(of: manifest, options: options, context) { context in
        context.state.workloads.map { ($0, rule.verdicts(on: $0, in: context)) }
      }
    }
    if let rule = self as? any FleetRule.Type {
      return try checkState(of: manifest, options: options, context) { rule.verdicts(in: $0) }
    }
    var verdicts = VerdictBuilder(context)
    verdicts.begin(rule: 0, defaultSeverity: metadata.severity)
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(.workload(let workload)): answer(about: workload, options: options, into: &verdicts)
      case .failure(let error): throw error
      case .object, .notEvaluated: break
      }
    }
    verdicts.end()
    return verdicts.takeVerdicts()
  }
}

extension Rule {
  private static func checkState(
    of manifest: Source, options: RuleOptions, _ context: ReadingContext,
    _ ask: (JudgingContext) -> [(workload: Located<WorkloadFacts>, verdicts: ClusterVerdicts)]
  ) throws(SyntaxError) -> Verdicts {
    var objects = GatheredObjects()
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(let object): objects.gather(object, file: 0)
      case .failure(let error): throw error
      case .notEvaluated: break
      }
    }
    let state = objects.settled()
    var verdicts = VerdictBuilder(context)
    verdicts.begin(rule: 0, defaultSeverity: metadata.severity)
    for (workload, said) in ask(JudgingContext(state, options: options)) {
      for verdict in said.all {
        switch verdict.outcome {
        case .finding(let severity, let situation):
          verdicts.report(
            at: verdict.place ?? workload.origin.place, severity: severity, profile: .essential, situation,
            related: verdict.related?.place, podSecurity: nil)
        case .notEvaluated(let reason): verdicts.cannotEvaluate(at: verdict.place ?? workload.origin.place, because: reason)
        }
      }
    }
    verdicts.end()
    return verdicts.takeVerdicts()
  }
}

extension SuppressionRule {
  /// Asks all rules, as only then it is known what there is to suppress.
  fileprivate static func checkSuppressions(
    manifest: Source, options: RuleOptions, _ context: ReadingContext
  ) throws(SyntaxError) -> Verdicts {
    var settings = ScanSettings(version: "", catalogue: Registry.catalogue, profile: .strict, options: options)
    settings.suppressions.today = CalendarDay(daysSince1970: 20_000)
    let scan = Scan(settings)
    var judgements = Scan.Judgements()
    scan.judge(path: manifest.name, bytes: manifest.bytes, file: 0, into: &judgements)
    if let error = judgements.files.first?.report.errors.first { throw error.error }
    var verdicts = VerdictBuilder(context)
    verdicts.begin(rule: 0, defaultSeverity: metadata.severity)
    for finding in scan.settle(&judgements, read: { _ in manifest.bytes }).lazy.flatMap(\.workloads).flatMap(\.findings)
    where settings.catalogue[finding.rule].metadata.code == metadata.code {
      verdicts.report(
        at: finding.place.range, severity: finding.severity, profile: .essential, finding.situation, related: nil, podSecurity: nil)
    }
    verdicts.end()
    return verdicts.takeVerdicts()
  }
}
