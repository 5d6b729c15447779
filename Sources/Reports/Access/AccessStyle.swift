/// What pages about access need beside ``HTMLStyle``, whose colours they take.
enum AccessStyle {
  static let resource = HTMLResource(text: text, hash: hash)

  /// SHA-256 in Base64, by which the page's policy admits the text below and nothing else.
  static let hash = "sr1DDID9HdlqMoIMOzPaIpNdnqc/oYPocIMlsXj8AQ0="

  static let text = """
    .reach { display: flex; flex-wrap: wrap; border-top: 1px solid var(--line); }
    .picture { overflow-x: auto; padding: 1rem 1.125rem; flex: 0 1 auto; min-width: 16rem; max-width: 100%; }
    .picture:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
    .graph { display: block; margin: 0 auto; }
    .graph text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; fill: var(--text); text-anchor: middle; }
    .graph text.caption { fill: var(--muted); font-size: 11px; }
    .graph text.rule { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 11px; }
    .graph rect { fill: var(--surface); stroke: var(--muted); }
    .graph .account text.name, .graph .goal text.name { font-weight: 650; }
    .graph .binding rect, .graph .use rect { fill: var(--sunken); stroke: var(--line); }
    .graph .binding rect { stroke: var(--muted); stroke-dasharray: 4 3; }
    .graph .critical rect { fill: var(--critical); stroke: var(--critical); } .graph .critical text, .graph .critical text.caption { fill: var(--critical-text); }
    .graph .high rect { fill: var(--high); stroke: var(--high-text); } .graph .high text, .graph .high text.caption { fill: var(--high-text); }
    .graph .medium rect { fill: var(--medium); stroke: var(--medium-text); } .graph .medium text, .graph .medium text.caption { fill: var(--medium-text); }
    .graph .low rect { fill: var(--low); stroke: var(--low-text); } .graph .low text, .graph .low text.caption { fill: var(--low-text); }
    .graph .arrow { fill: none; stroke: var(--muted); stroke-width: 1.5; } .graph .head { fill: var(--muted); }
    .graph a:hover rect, .graph a:focus-visible rect { stroke: var(--focus); stroke-width: 3; }
    .graph a:focus-visible { outline: none; }
    .words { padding: 1rem 1.125rem; flex: 1 1 26rem; min-width: 0; display: grid; gap: 0.875rem; align-content: start; }
    .words h4 { font-size: 0.9375rem; margin-bottom: 0.25rem; }
    .words li { font-size: 0.9375rem; overflow-wrap: anywhere; margin-top: 0.375rem; }
    .words ol { list-style: decimal; padding-left: 1.5rem; }
    .words ul { list-style: disc; padding-left: 1.5rem; }
    .words ul ul { list-style: none; padding-left: 0; }
    .names { padding: 0 1.125rem 0.875rem; columns: 18rem; }
    .names li { font-size: 0.9375rem; overflow-wrap: anywhere; break-inside: avoid; }
    .fold > summary { padding: 0.75rem 1.125rem; }
    @media (forced-colors: active) {
      .graph rect { fill: Canvas; stroke: CanvasText; } .graph text, .graph text.caption { fill: CanvasText; }
      .graph .arrow { stroke: CanvasText; } .graph .head { fill: CanvasText; }
    }
    @media print {
      .reach { display: block; } .picture { overflow: visible; break-inside: avoid; } .graph { max-width: 100%; height: auto; }
      .graph rect, .graph .critical rect, .graph .high rect, .graph .medium rect, .graph .low rect { stroke: #000; }
      .words li { break-inside: avoid; }
    }
    """
}
