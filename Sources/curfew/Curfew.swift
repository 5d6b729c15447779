@main
enum Curfew {
  static func main() {}
}
