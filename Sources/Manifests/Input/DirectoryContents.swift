#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What a walk needs to know of one directory: the manifests, directories and links in it, in order.
struct DirectoryContents {
  struct Entry {
    let nameStart: Int
    let nameLength: Int
    let kind: FileStatus.Kind
  }

  /// Sorted as the paths below them sort: a directory's name counts with the slash behind it.
  private(set) var entries: [Entry] = []
  /// Whether there is a `.gitignore`.
  private(set) var hasIgnoreFile = false
  /// Files that are called something else, pipes and the like.
  private(set) var skipped = SkippedEntries()
  /// Whether there is a `.git`, which makes this the root of a repository.
  private(set) var hasRepository = false
  private var names: [UInt8] = []

  func name(of entry: Entry) -> ArraySlice<UInt8> {
    names[entry.nameStart..<(entry.nameStart + entry.nameLength)]
  }

  init(of path: String) throws(InputError) {
    guard let directory = unsafe opendir(path) else { throw InputError(path: path, code: errno) }
    defer { unsafe closedir(directory) }
    guard let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return }
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else { break }
      let nameStart = unsafe UnsafeRawPointer(entry) + nameOffset
      let name = unsafe UnsafeRawBufferPointer(start: nameStart, count: strlen(nameStart.assumingMemoryBound(to: CChar.self)))
      if unsafe name.first == UInt8(ascii: ".") {
        if unsafe name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
        if unsafe name.elementsEqual(".gitignore".utf8) { hasIgnoreFile = true }
        if unsafe name.elementsEqual(".git".utf8) {
          hasRepository = true
          continue
        }
      }
      let kind = unsafe kind(type: entry.pointee.d_type, name: nameStart, in: directory)
      if kind == .special {
        skipped[.special] += 1
        continue
      }
      if kind == .regular, unsafe !isManifestName(name) {
        skipped[.otherName] += 1
        continue
      }
      entries.append(Entry(nameStart: names.count, nameLength: name.count, kind: kind))
      unsafe names.append(contentsOf: name)
    }
    if errno != 0 { throw InputError(path: path, code: errno) }
    Self.sort(&entries, by: names)
  }

  /// What the file system says in passing; some leave it unknown, and then it has to be asked for.
  private func kind(type: UInt8, name: UnsafeRawPointer, in directory: OpaquePointer) -> FileStatus.Kind {
    switch Int(type) {
    case Int(DT_REG): return .regular
    case Int(DT_DIR): return .directory
    case Int(DT_LNK): return .link
    case Int(DT_UNKNOWN):
      var status = stat()
      let result = unsafe fstatat(dirfd(directory), name.assumingMemoryBound(to: CChar.self), &status, AT_SYMLINK_NOFOLLOW)
      // As a link it is asked for once more, and the reason for the failure reported.
      return result == 0 ? FileStatus(status).kind : .link
    default: return .special
    }
  }

  private static func sort(_ entries: inout [Entry], by names: [UInt8]) {
    unsafe names.withUnsafeBufferPointer { names in
      guard let start = names.baseAddress else { return }
      entries.sort { left, right in
        let common = min(left.nameLength, right.nameLength)
        let order = unsafe memcmp(start + left.nameStart, start + right.nameStart, common)
        if order != 0 { return order < 0 }
        return unsafe endKey(of: left, at: common, in: names) < endKey(of: right, at: common, in: names)
      }
    }
  }

  /// What counts at `index` in a name, the slash behind a directory's included.
  private static func endKey(of entry: Entry, at index: Int, in names: UnsafeBufferPointer<UInt8>) -> Int {
    if index < entry.nameLength { return unsafe Int(names[entry.nameStart + index]) }
    return entry.kind == .directory ? Int(UInt8.slash) : -1
  }
}

/// Whether a walk takes a file of this name: it ends in `.yaml`, `.yml` or `.json`, in whatever case.
package func isManifestName(_ name: some BidirectionalCollection<UInt8>) -> Bool {
  var ending: UInt64 = 0
  for byte in name.suffix(5) {
    let isUpperCase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    ending = ending << 8 | UInt64(isUpperCase ? byte | 0x20 : byte)
  }
  return ending == 0x2E_79_61_6D_6C || ending == 0x2E_6A_73_6F_6E || ending & 0xFFFF_FFFF == 0x2E_79_6D_6C
}
