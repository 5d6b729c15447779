import ArgumentParser

/// How an answer is printed that has no other forms.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
