/// How many bytes two texts have in common at their beginnings, and of the rest at their ends; characters are not divided.
struct CommonEnds {
  let front: Int
  let back: Int

  init(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>) {
    func isWithin(_ text: ArraySlice<UInt8>, _ offset: Int) -> Bool {
      offset < text.count && text[text.startIndex + offset] & 0xC0 == 0x80
    }
    let shorter = min(old.count, new.count)
    var front = 0
    while front < shorter, old[old.startIndex + front] == new[new.startIndex + front] { front += 1 }
    while front > 0, isWithin(old, front) || isWithin(new, front) { front -= 1 }
    var back = 0
    while back < shorter - front, old[old.endIndex - 1 - back] == new[new.endIndex - 1 - back] { back += 1 }
    while back > 0, isWithin(new, new.count - back) { back -= 1 }
    self.front = front
    self.back = back
  }
}
