/// The Jobs of a CronJob, in the order in which they were created; each is found without going through the others.
struct ControlledJobs: Sendable {
  /// A Job that exists.
  struct Job: Sendable {
    /// The minute of a scheduled Job; of another, negative.
    let key: Int64
    fileprivate(set) var isActive: Bool
    fileprivate(set) var result: JobResult?
    /// When its time to live is over.
    fileprivate(set) var expiry: Instant?
    let ttl: Int64?
  }

  private struct Expiry: Comparable {
    let time: Instant
    let place: Int

    static func < (left: Expiry, right: Expiry) -> Bool { (left.time, left.place) < (right.time, right.place) }
  }

  /// By their places; a place is never taken again.
  private var jobs: [Int: Job] = [:]
  private var nextPlace = 0
  private var placesOfKey: [Int64: [Int]] = [:]
  /// Those that are active, and some that no longer are.
  private var activePlaces: [Int] = []
  /// How many are active.
  private(set) var activeCount = 0
  /// Those that ended and are still active, as nobody has looked since.
  private var unseen: [Int] = []
  /// Those that are neither active nor ended, and some that are.
  private var strangers: [Int] = []
  private var counts: [JobResult: Int] = [:]
  private var oldest: [JobResult: Heap<Int>] = [:]
  private var expiries = Heap<Expiry>()

  /// The place of the first Job with a key.
  func place(ofKey key: Int64) -> Int? { placesOfKey[key]?.first }

  /// The Job at a place.
  subscript(place: Int) -> Job? { jobs[place] }

  /// The keys of those that are active.
  var activeKeys: [Int64] { activePlaces.compactMap { jobs[$0] }.filter(\.isActive).map(\.key) }

  /// The key of the latest that is active.
  var latestActiveKey: Int64? { activePlaces.last { jobs[$0]?.isActive == true }.flatMap { jobs[$0]?.key } }

  /// When the time to live of one is over first.
  var nextExpiry: Instant? { expiries.first?.time }

  mutating func append(key: Int64, isActive: Bool, ttl: Int64?) {
    jobs[nextPlace] = Job(key: key, isActive: isActive, ttl: ttl)
    placesOfKey[key, default: []].append(nextPlace)
    if isActive {
      activePlaces.append(nextPlace)
      activeCount += 1
    } else {
      strangers.append(nextPlace)
    }
    nextPlace += 1
  }

  /// The first Job of a key that has not ended ends. Whether there is one.
  mutating func finish(key: Int64, _ result: JobResult, at now: Instant) -> Bool {
    guard let place = placesOfKey[key]?.first(where: { jobs[$0]?.result == nil }), let job = jobs[place] else { return false }
    jobs[place]?.result = result
    counts[result, default: 0] += 1
    oldest[result, default: Heap()].insert(place)
    if job.isActive { unseen.append(place) }
    if let ttl = job.ttl, let expiry = Instant(secondsSince1970: now.secondsSince1970 + ttl) {
      jobs[place]?.expiry = expiry
      expiries.insert(Expiry(time: expiry, place: place))
    }
    return true
  }

  /// A Job that was there before is taken for a run.
  mutating func activate(_ place: Int) {
    guard jobs[place]?.isActive == false else { return }
    jobs[place]?.isActive = true
    activeCount += 1
    // Mostly near the end, as the Job was made for the run.
    var index = activePlaces.count
    while index > 0, activePlaces[index - 1] > place { index -= 1 }
    if index == 0 || activePlaces[index - 1] != place { activePlaces.insert(place, at: index) }
  }

  mutating func remove(_ place: Int) {
    guard let job = jobs.removeValue(forKey: place) else { return }
    placesOfKey[job.key]?.removeAll { $0 == place }
    if placesOfKey[job.key]?.isEmpty == true { placesOfKey[job.key] = nil }
    if job.isActive { activeCount -= 1 }
    if let result = job.result { counts[result, default: 0] -= 1 }
    dropInactive()
    while let first = expiries.first, jobs[first.place] == nil { expiries.removeFirst() }
  }

  /// Removes the oldest of those that ended so, beyond a limit. The keys of these.
  mutating func removeSurplus(_ result: JobResult, beyond limit: Int) -> [Int64] {
    var removed: [Int64] = []
    while counts[result, default: 0] > limit, let place = oldest[result]?.removeFirst() {
      guard let job = jobs[place] else { continue }
      removed.append(job.key)
      remove(place)
    }
    return removed
  }

  /// Removes those whose time to live is over. The keys of these.
  mutating func removeExpired(at now: Instant) -> [Int64] {
    var places: [Int] = []
    while let first = expiries.first, first.time <= now {
      expiries.removeFirst()
      places.append(first.place)
    }
    let expired = places.sorted().compactMap { place in jobs[place].map { (place, $0.key) } }
    for (place, _) in expired { remove(place) }
    return expired.map(\.1)
  }

  /// Removes those that are active. The keys of these.
  mutating func removeActive() -> [Int64] {
    let places = activePlaces.filter { jobs[$0]?.isActive == true }
    let keys = places.compactMap { jobs[$0]?.key }
    for place in places { remove(place) }
    return keys
  }

  mutating func removeAll() { self = ControlledJobs(nextPlace: nextPlace) }

  private init(nextPlace: Int) { self.nextPlace = nextPlace }

  init() {}

  /// Takes notice of those that ended; these, and those that nobody expects, where they are asked for.
  mutating func look(forUnexpected: Bool) -> [(key: Int64, result: JobResult?)] {
    var places = unseen.filter { jobs[$0]?.isActive == true }
    unseen = []
    for place in places { jobs[place]?.isActive = false }
    activeCount -= places.count
    dropInactive()
    if forUnexpected {
      strangers.removeAll { jobs[$0] == nil || jobs[$0]?.result != nil }
      places = (places + strangers.filter { jobs[$0]?.isActive == false }).sorted()
    }
    return places.compactMap { place in jobs[place].map { ($0.key, $0.result) } }
  }

  /// Forgets who is no longer active, when these are as many as the others.
  private mutating func dropInactive() {
    while let last = activePlaces.last, jobs[last]?.isActive != true { activePlaces.removeLast() }
    guard activePlaces.count > 2 * activeCount + 8 else { return }
    activePlaces.removeAll { jobs[$0]?.isActive != true }
  }
}
