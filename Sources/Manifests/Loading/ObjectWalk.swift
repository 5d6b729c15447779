import SourceTree

/// The objects of a document in source order, those wrapped in others among them; one at a time, without recursion.
///
/// Lists (`List`, `CronJobList`, arrays) stand for their items, and so does whatever else has `items`: to kubectl it is a list. An object of a kind that is not known comes itself, then what is found in it: every
/// mapping that says it is an object of a known kind and has the body of one. So templates, policies and other wrappers need no table of their own, while
/// references (`ownerReferences`, `scaleTargetRef`) and lists of kinds stay what they are.
struct ObjectWalk {
  /// An object and what it is.
  struct Found {
    let type: ObjectType
    /// The mapping that holds its fields.
    let object: Node
    /// `apiVersion` of the typed list that holds the object.
    var listVersion: Field<String> = .absent
    /// Where the object is a template that another one holds: ``object`` then has no kind of its own.
    var template: TemplateHolder.Template?
  }

  enum Step {
    case object(Found)
    /// A document that stands in a text, before its objects.
    case document(Document)
    /// What stands there may be a workload and is not judged; the reason is a clause.
    case notEvaluated(SourceRange, reason: String)
  }

  private enum Level {
    /// Every node is an object, or a list of objects.
    case objects(Node.Children, of: ItemType?)
    /// Any node may hold an object.
    case search(Node.Children, in: UnknownKind?)
    /// Documents that stand in a text.
    case documents([Document].Iterator)
    /// The one of them that is read.
    case document(Nested)
    /// What is known already.
    case steps([Step].Iterator)
  }

  /// A walk within another one, which goes on where it is: a copy would be one of all that it has open.
  private final class Nested {
    var walk: ObjectWalk

    init(_ walk: ObjectWalk) { self.walk = walk }
  }

  /// What items of a typed list are that do not say it themselves.
  private struct ItemType {
    let type: ObjectType
    let apiVersion: Field<String>
  }

  private var root: Node?
  private var levels: [Level] = []
  /// In how many texts the document stands, one within the other.
  private let depth: Int
  /// Where the last object stands of whose pod templates it was said that they are not evaluated: once is enough.
  private var saidOf: SourceRange?

  init(_ document: Document, depth: Int = 0) {
    root = document.root
    self.depth = depth
  }

  /// Whether a CronJob, Job or Pod is among the objects of a document, or what may be one.
  static func holdsWorkload(_ document: Document, depth: Int) -> Bool {
    var walk = ObjectWalk(document, depth: depth)
    while let step = walk.next() {
      switch step {
      case .object(let found): if case .workload = found.type { return true }
      case .notEvaluated: return true
      case .document: break
      }
    }
    return false
  }

  mutating func next() -> Step? {
    if let root {
      self.root = nil
      if let step = visit(root, itemType: nil) { return step }
    }
    while let level = levels.popLast() {
      switch level {
      case .objects(var nodes, let itemType):
        guard let node = nodes.next() else { continue }
        levels.append(.objects(nodes, of: itemType))
        if let step = visit(node.resolved, itemType: itemType) { return step }
      case .search(var nodes, let kind):
        guard let node = nodes.next() else { continue }
        levels.append(.search(nodes, in: kind))
        if let step = search(node, in: kind) { return step }
      case .documents(var documents):
        guard let document = documents.next() else { continue }
        levels += [.documents(documents), .document(Nested(ObjectWalk(document, depth: depth + 1)))]
      case .document(let nested):
        guard let step = nested.walk.next() else { continue }
        levels.append(.document(nested))
        return step
      case .steps(var steps):
        guard let step = steps.next() else { continue }
        levels.append(.steps(steps))
        return step
      }
    }
    return nil
  }

  /// Takes a node where an object is expected.
  private mutating func visit(_ node: Node, itemType: ItemType?) -> Step? {
    if node.kind == .sequence { levels.append(.objects(node.items, of: itemType)) }
    // A document that is a text; within another text it is that text again.
    if node.kind == .scalar { return depth == 0 ? read(node) : nil }
    guard node.kind == .mapping else { return nil }
    guard let type = ObjectType(node) ?? itemType?.type else {
      levels.append(.search(node.children, in: nil))
      return GuessedType.reasonWithoutKind(node).map { .notEvaluated(node.firstPlace, reason: $0) }
    }
    let isList = enterList(node, isExpected: true)
    if case .other(let kind) = type {
      if isList { return nil }
      if let step = enter(node, of: kind, itemType?.apiVersion.value) { return step }
    }
    readTexts(of: node, type)
    return .object(Found(type: type, object: node, listVersion: itemType?.apiVersion ?? .absent))
  }

  /// Takes any node; aliases are not followed, as what they stand for is found at its anchor.
  private mutating func search(_ node: Node, in kind: UnknownKind?) -> Step? {
    switch node.kind {
    case .alias: return nil
    case .scalar: return read(node)
    case .sequence: levels.append(.search(node.items, in: kind))
    case .mapping:
      guard let type = ObjectType(node) else {
        levels.append(.search(node.children, in: kind))
        guard let kind, saidOf != kind.place, kind.holdsUnknownPods(node) else { return nil }
        saidOf = kind.place
        return .notEvaluated(kind.place, reason: kind.reason)
      }
      if case .other(let kind) = type { return enterList(node) ? nil : enter(node, of: kind, nil) }
      if let body = body(of: node, type) {
        readTexts(of: node, type)
        return .object(Found(type: type, object: body))
      }
      if !enterList(node) { levels.append(.search(node.children, in: kind)) }
    }
    return nil
  }

  /// Goes into an object of which nothing is read itself.
  ///
  /// - Parameter listVersion: `apiVersion` of the typed list that holds it.
  /// - Returns: What it is found to be.
  private mutating func enter(_ node: Node, of kind: String, _ listVersion: String?) -> Step? {
    let version = node["apiVersion"]?.text ?? listVersion ?? ""
    let group = ObjectType.group(ofVersion: version)
    if Self.isAdmissionReview(kind, group) { return Self.reviewed(by: node).flatMap { visit($0, itemType: nil) } }
    let place = node.kindPlace
    switch GuessedType(kind: kind, apiVersion: version, of: node) {
    case .certain(let workload)?: return .object(Found(type: .workload(workload), object: node))
    case .unknown(let reason)?:
      levels.append(.search(node.children, in: nil))
      return .notEvaluated(place, reason: reason)
    case nil: break
    }
    guard let holder = TemplateHolder(kind: kind, group: group) else {
      levels.append(.search(node.children, in: UnknownKind(node, kind: kind, group: group)))
      return nil
    }
    let templates = holder.templates(of: node)
    // Where it is said anyway that something is not judged, once is enough.
    let rest = holder.notJudged == nil ? UnknownKind(node, kind: kind, group: group, judged: templates.map(\.node)) : nil
    levels.append(.search(node.children, in: rest))
    levels.append(.steps(holder.steps(of: templates, at: place).makeIterator()))
    return nil
  }

  private static func isAdmissionReview(_ kind: String, _ group: String) -> Bool {
    kind == "AdmissionReview" && group == "admission.k8s.io"
  }

  /// The object that an AdmissionReview asks about, not the old one, which the request does away with; through as many reviews as stand in each other.
  private static func reviewed(by review: Node) -> Node? {
    var object = review["request"]?["object"]
    while let inner = object, case .other(let kind)? = ObjectType(inner),
      isAdmissionReview(kind, ObjectType.group(ofVersion: inner["apiVersion"]?.text ?? ""))
    {
      object = inner["request"]?["object"]
    }
    return object
  }

  /// Goes into the texts of an object that keeps manifests as such.
  private mutating func readTexts(of object: Node, _ type: ObjectType) {
    switch type {
    case .workload: return
    case .configMap:
      for values in [object["binaryData"], object["data"]] { if let values { say(values, isBase64: true, isSecret: false) } }
      if let data = object["data"] { levels.append(.search(data.children, in: nil)) }
    case .secret:
      for (values, isBase64) in [(object["data"], true), (object["stringData"], false)] {
        if let values { say(values, isBase64: isBase64, isSecret: true) }
      }
    default: break
    }
    if let annotations = object["metadata"]?["annotations"] { levels.append(.search(annotations.children, in: nil)) }
  }

  /// Takes a scalar that may hold a manifest as text.
  private mutating func read(_ node: Node) -> Step? {
    switch TextManifest(node, depth: depth) {
    case .documents(let documents)?:
      levels.append(.documents(documents.makeIterator()))
      levels.append(.steps(documents.map { .document($0) }.makeIterator()))
      return nil
    case .notEvaluated(let reason)?: return .notEvaluated(node.firstPlace, reason: reason)
    case nil: return nil
    }
  }

  /// Says which values hold manifests that cannot be read where they stand.
  private mutating func say(_ values: Node, isBase64: Bool, isSecret: Bool) {
    let steps = values.mergedEntries.compactMap { entry in
      TextManifest.reason(for: entry.value.resolved, isBase64: isBase64, isSecret: isSecret).map {
        Step.notEvaluated(entry.key.range, reason: $0)
      }
    }
    if !steps.isEmpty { levels.append(.steps(steps.makeIterator())) }
  }

  /// The mapping that holds the object's fields; nil for what only refers to an object.
  private func body(of node: Node, _ type: ObjectType) -> Node? {
    switch type {
    case .workload:
      if let spec = node["spec"], spec.kind == .mapping || spec.isTemplated { return node }
      // Kyverno's generate rules keep kind and body apart.
      guard let data = node["data"], data["spec"]?.kind == .mapping else { return nil }
      return data
    case .secret: return node["metadata"] ?? node["data"] ?? node["stringData"] == nil ? nil : node
    default: return node["metadata"]?.kind == .mapping ? node : nil
    }
  }

  /// Goes into a list's items.
  ///
  /// - Parameter isExpected: Whether the mapping stands where an object is expected, so that `items` make it a list whatever its kind.
  /// - Returns: Whether the mapping is a list.
  private mutating func enterList(_ node: Node, isExpected: Bool = false) -> Bool {
    guard let items = node["items"], items.kind == .sequence, let kind = node["kind"]?.text, isExpected || kind.hasSuffix("List") else {
      return false
    }
    let itemKind = kind.hasSuffix("List") ? kind.dropLast(4) : kind[...]
    let version = ObjectReader(node, place: node.firstPlace).string("apiVersion")
    let itemType =
      itemKind.isEmpty ? nil : ItemType(type: ObjectType(kind: String(itemKind), apiVersion: version.value ?? ""), apiVersion: version)
    levels.append(.objects(items.items, of: itemType))
    return true
  }
}

extension TemplateHolder {
  /// The templates of an object of the kind as objects, and what of the object is not judged.
  fileprivate func steps(of templates: [Template], at place: SourceRange) -> [ObjectWalk.Step] {
    let rest = notJudged.map { ObjectWalk.Step.notEvaluated(place, reason: "Curfew does not judge the \($0) of a \(kind) (\(group))") }
    return [rest].compactMap { $0 }
      + templates.map {
        .object(ObjectWalk.Found(type: .workload($0.form == .podTemplate ? .pod : .job), object: $0.node, template: $0))
      }
  }
}
