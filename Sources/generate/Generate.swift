@main
enum Generate {
  static func main() {}
}
