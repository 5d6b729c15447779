import CYaml
import Yams

@testable import SourceTree

/// libyaml's reading of a text, as an oracle.
enum Libyaml {
  /// Structural events in the notation of ``EventWriter``, or nil where libyaml refuses the text.
  static func events(of bytes: [UInt8]) -> [String]? {
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { unsafe yaml_parser_delete(&parser) }
    return unsafe bytes.withUnsafeBufferPointer { buffer -> [String]? in
      unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var lines: [String] = []
      while true {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(&parser, &event) == 1 else { return nil }
        defer { unsafe yaml_event_delete(&event) }
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: lines.append("+STR")
        case YAML_DOCUMENT_START_EVENT: lines.append("+DOC")
        case YAML_DOCUMENT_END_EVENT: lines.append("-DOC")
        case YAML_ALIAS_EVENT: unsafe lines.append("=ALI *" + string(event.data.alias.anchor))
        case YAML_SEQUENCE_START_EVENT:
          unsafe lines.append("+SEQ" + properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: lines.append("-SEQ")
        case YAML_MAPPING_START_EVENT:
          unsafe lines.append("+MAP" + properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: lines.append("-MAP")
        case YAML_SCALAR_EVENT:
          let scalar = unsafe event.data.scalar
          let value = unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
          lines.append("=VAL\(unsafe properties(scalar.anchor, scalar.tag)) \(unsafe mark(scalar.style))\(EventWriter.escaped(value))")
        case YAML_STREAM_END_EVENT:
          lines.append("-STR")
          return lines
        default: return nil
        }
      }
    }
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String {
    unsafe text.map { unsafe String(cString: $0) } ?? ""
  }

  private static func properties(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?) -> String {
    unsafe (anchor == nil ? "" : " &" + string(anchor)) + (tag == nil ? "" : " <\(string(tag))>")
  }

  private static func mark(_ style: yaml_scalar_style_t) -> String {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: "'"
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: "\""
    case YAML_LITERAL_SCALAR_STYLE: "|"
    case YAML_FOLDED_SCALAR_STYLE: ">"
    default: ":"
    }
  }
}
