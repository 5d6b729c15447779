extension Span<UInt8> {
  /// The next place of `byte` from `start` on, searched eight bytes at a time.
  func offset(of byte: UInt8, from start: Int) -> Int? {
    unsafe withUnsafeBytes { buffer in
      let ones: UInt64 = 0x0101_0101_0101_0101
      let pattern = ones &* UInt64(byte)
      let end = buffer.count
      var index = start
      while index &+ 8 <= end {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern
        if (word &- ones) & ~word & 0x8080_8080_8080_8080 != 0 { break }
        index &+= 8
      }
      while index < end {
        if unsafe buffer[index] == byte { return index }
        index += 1
      }
      return nil
    }
  }
}
