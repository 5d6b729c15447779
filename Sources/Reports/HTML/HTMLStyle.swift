/// The style sheet of HTML reports. Colours of text have a contrast of at least 4.5 to their ground in both schemes (WCAG 2.2, 1.4.3).
enum HTMLStyle {
  static let resource = HTMLResource(text: text, hash: hash)

  /// SHA-256 in Base64, by which the page's policy admits the text below and nothing else.
  static let hash = "0vB+9q7VXX/iD9mmSCJF2l8en3zqhdy6dWjFBxlZgN4="

  static let text = """
    :root {
      color-scheme: light dark;
      --ground: #f6f7f9; --surface: #ffffff; --sunken: #f3f4f7; --line: #dde1e8; --text: #1b2330;
      --muted: #566070; --link: #1a56a8; --focus: #1a56a8;
      --critical: #a3123f; --critical-text: #ffffff;
      --high: #fde3de; --high-text: #9c2412; --medium: #fdeec8; --medium-text: #7a4a00;
      --low: #e0ecfb; --low-text: #1d4b8f; --info: #e8ebf0; --info-text: #465063;
      --pass: #3f8f68; --fail: #c4472f; --unknown: #9aa3b2;
      --mark: #ffe9a3; --mark-line: #b07d00; --good-text: #22694a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #12161d; --surface: #1a2029; --sunken: #141920; --line: #2e3744; --text: #e4e8ee;
        --muted: #a3adbb; --link: #8ab8f5; --focus: #8ab8f5;
        --critical: #d92d5f; --critical-text: #ffffff;
        --high: #4a211b; --high-text: #ffb3a4; --medium: #43330f; --medium-text: #f7d07a;
        --low: #1c3354; --low-text: #a9cdfb; --info: #2c3440; --info-text: #c3cbd7;
        --pass: #4fa57b; --fail: #e0664d; --unknown: #6d7888;
        --mark: #574508; --mark-line: #e0b23a; --good-text: #7fd0a8;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--ground); color: var(--text);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
    }
    a { color: var(--link); text-underline-offset: 0.15em; }
    a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible {
      outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px;
    }
    code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 0.875em; }
    h1, h2, h3, h4, p, ul, ol, dl, dd, table, pre, fieldset { margin: 0; padding: 0; }
    ul, ol { list-style: none; }
    h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
    h2 { font-size: 1.125rem; line-height: 1.3; font-weight: 650; margin: 0 0 0.75rem; }
    h3 { font-size: 1.125rem; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
    h4 { font-size: 1rem; line-height: 1.45; font-weight: 600; overflow-wrap: anywhere; }
    .skip { position: absolute; left: -100vw; top: 0; padding: 0.5rem 1rem; background: var(--surface); z-index: 1; }
    .skip:focus { left: 0; }
    .page { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
    .masthead { padding: 2.25rem 0 1.5rem; }
    .brand { color: var(--muted); font-size: 0.875rem; font-weight: 600; letter-spacing: 0.02em; margin-bottom: 0.25rem; }
    .lede, .muted { color: var(--muted); }
    .lede { margin-top: 0.375rem; }
    main > section, main > form { margin-bottom: 2.25rem; }
    .card { background: var(--surface); border: 1px solid var(--line); border-radius: 0.5rem; }

    .totals { display: grid; grid-template-columns: repeat(5, 1fr); }
    .totals > div { padding: 0.875rem 1.125rem; border-left: 1px solid var(--line); }
    .totals > div:first-child { border-left: 0; }
    .totals dt { font-size: 0.875rem; color: var(--muted); display: flex; align-items: center; gap: 0.5rem; }
    .totals dd { font-size: 1.625rem; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
    .totals .zero dd { color: var(--muted); font-weight: 400; }
    .dot { width: 0.625rem; height: 0.625rem; border-radius: 50%; flex: none; }
    .dot.critical { background: var(--critical); } .dot.high { background: var(--fail); } .dot.medium { background: #d99a1c; }
    .dot.low { background: #4d86cf; } .dot.info { background: var(--unknown); }
    .verdicts { padding: 0.875rem 1.125rem; border-top: 1px solid var(--line); }
    .verdicts p { font-size: 0.875rem; color: var(--muted); margin-top: 0.5rem; }
    .bar { display: block; width: 100%; height: 0.5rem; border-radius: 0.25rem; background: var(--info); }
    .bar .pass { fill: var(--pass); } .bar .fail { fill: var(--fail); } .bar .unknown { fill: var(--unknown); }
    .bar .suppressed { fill: var(--line); }

    .filters { padding: 0.875rem 1.125rem; display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: end; }
    .filters[hidden] { display: none; }
    .filters label { font-size: 0.875rem; }
    .filters .search { flex: 1 1 16rem; display: grid; gap: 0.25rem; color: var(--muted); }
    .filters input[type="search"], .filters button {
      font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--muted); border-radius: 0.375rem;
      padding: 0.375rem 0.625rem; min-height: 2.25rem;
    }
    .filters button { cursor: pointer; font-size: 0.875rem; }
    .filters fieldset { border: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 0.875rem; min-height: 2.25rem; align-items: center; }
    .filters legend { font-size: 0.875rem; color: var(--muted); padding: 0; }
    .filters .choice { display: inline-flex; gap: 0.375rem; align-items: center; min-height: 1.5rem; }
    .filters input[type="checkbox"] { width: 1rem; height: 1rem; margin: 0; accent-color: var(--link); }
    .filters output { flex: 1 0 100%; font-size: 0.875rem; color: var(--muted); }

    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
    th, td { text-align: left; vertical-align: top; padding: 0.625rem 1.125rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
    thead th { font-size: 0.8125rem; font-weight: 600; color: var(--muted); border-top: 0; white-space: nowrap; }
    tbody th { font-weight: 600; }
    .overview { table-layout: fixed; }
    .overview th:first-child { width: 42%; }
    .overview th:last-child { width: 11.5rem; }
    .overview .bar { margin-top: 0.4375rem; }
    .place { color: var(--muted); font-weight: 400; font-size: 0.8125rem; display: block; }
    .badges { display: flex; flex-wrap: wrap; gap: 0.25rem; }
    .badge {
      display: inline-block; border-radius: 1rem; padding: 0 0.5625rem; font-size: 0.8125rem; line-height: 1.375rem; font-weight: 600;
      white-space: nowrap; font-variant-numeric: tabular-nums;
    }
    .badge.critical { background: var(--critical); color: var(--critical-text); }
    .badge.high { background: var(--high); color: var(--high-text); }
    .badge.medium { background: var(--medium); color: var(--medium-text); }
    .badge.low { background: var(--low); color: var(--low-text); }
    .badge.info { background: var(--info); color: var(--info-text); }
    .none { color: var(--good-text); font-size: 0.875rem; }

    .workload { margin-bottom: 1.5rem; content-visibility: auto; contain-intrinsic-size: auto 40rem; }
    .workload > header { padding: 1rem 1.125rem; display: flex; flex-wrap: wrap; gap: 0.375rem 1rem; justify-content: space-between; align-items: start; }
    .workload > header p { color: var(--muted); font-size: 0.875rem; overflow-wrap: anywhere; }
    .workload details > summary { padding: 0.625rem 1.125rem; }
    .workload > details { border-top: 1px solid var(--line); }
    summary { cursor: pointer; font-weight: 600; font-size: 0.9375rem; }
    .behaviour { table-layout: fixed; background: var(--sunken); }
    .behaviour th:first-child { width: 27%; }
    .behaviour tbody th { font-weight: 500; }
    .behaviour tr.hardened td:nth-child(3) { color: var(--muted); }
    .state { display: block; font-size: 0.8125rem; font-weight: 600; }
    .hardened .state { color: var(--good-text); } .not-hardened .state { color: var(--high-text); } .unknown .state { color: var(--muted); }
    .finding { padding: 1rem 1.125rem 1.125rem; border-top: 1px solid var(--line); }
    .note { padding: 0.625rem 1.125rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }
    .finding .head { display: flex; gap: 0.75rem; align-items: baseline; }
    .finding .where { font-size: 0.875rem; color: var(--muted); margin-top: 0.125rem; overflow-wrap: anywhere; }
    .finding .steps { list-style: decimal; padding-left: 1.5rem; margin-top: 0.625rem; max-width: 46rem; overflow-wrap: anywhere; }
    .finding .why { margin-top: 0.625rem; max-width: 46rem; }
    .finding .help { margin-top: 0.375rem; max-width: 46rem; }
    .source {
      margin-top: 0.625rem; background: var(--sunken); border: 1px solid var(--line); border-radius: 0.375rem; padding: 0.375rem 0;
      white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5;
    }
    .source .line { display: grid; grid-template-columns: 4rem 1fr; }
    .source .number { color: var(--muted); text-align: right; padding-right: 0.875rem; user-select: none; -webkit-user-select: none; }
    .source .text { padding-right: 0.75rem; }
    mark { background: var(--mark); color: inherit; box-shadow: inset 0 -2px var(--mark-line); border-radius: 2px; padding: 1px 0; }
    mark:empty { padding: 1px 0 1px 0.5ch; }
    .reasons li { padding: 0.5rem 1.125rem; border-top: 1px solid var(--line); font-size: 0.9375rem; overflow-wrap: anywhere; }
    .reasons li:first-child { border-top: 0; }
    .reasons code { color: var(--muted); }
    .rule { border-top: 1px solid var(--line); }
    .rule:first-child { border-top: 0; }
    .rule > summary { padding: 0.75rem 1.125rem; }
    .rule > summary .muted { font-weight: 400; margin-left: 0.375rem; }
    .rule > div { padding: 0 1.125rem 1rem; max-width: 48rem; }
    .rule > div p, .rule > div ul { margin-top: 0.625rem; }
    .rule ul { list-style: disc; padding-left: 1.25rem; }
    footer { color: var(--muted); font-size: 0.875rem; padding: 0 0 2.5rem; }
    [hidden] { display: none; }

    @media (max-width: 40rem) {
      .page { padding: 0 0.875rem; }
      .masthead { padding: 1.5rem 0 1rem; }
      h1 { font-size: 1.375rem; }
      .totals > div { padding: 0.625rem 0.25rem; text-align: center; }
      .totals dt { flex-direction: column; gap: 0.25rem; font-size: 0.8125rem; }
      .totals dd { font-size: 1.25rem; }
      th, td { padding: 0.5rem 0.875rem; }
      .source .line { grid-template-columns: 2.75rem 1fr; }
      .source .number { padding-right: 0.5rem; }
      .finding .head { flex-direction: column; gap: 0.25rem; }
      .behaviour, .behaviour tbody, .behaviour tr, .behaviour td, .behaviour tbody th, .overview, .overview tbody, .overview tr, .overview td,
      .overview tbody th { display: block; width: auto; }
      .behaviour th:first-child, .overview th:first-child { width: auto; }
      .behaviour tbody th { font-weight: 600; }
      .behaviour thead, .overview thead { position: absolute; left: -100vw; }
      .behaviour tr, .overview tr { border-top: 1px solid var(--line); padding: 0.5rem 0; }
      .behaviour td, .behaviour tbody th, .overview td, .overview tbody th { border: 0; padding: 0.125rem 0.875rem; }
      .behaviour td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
      .behaviour .state { display: inline; }
    }
    @media (forced-colors: active) {
      .badge, .bar { border: 1px solid; }
    }
    @media print {
      :root {
        --ground: #fff; --surface: #fff; --sunken: #fff; --text: #000; --muted: #444; --line: #bbb; --link: #000; --mark: #eee; --mark-line: #000;
        --critical: #fff; --critical-text: #000; --high: #fff; --high-text: #000; --medium: #fff; --medium-text: #000;
        --low: #fff; --low-text: #000; --info: #fff; --info-text: #000; --good-text: #000;
      }
      body { font-size: 10pt; }
      .skip, .filters { display: none; }
      .page { max-width: none; padding: 0; }
      .badge { border: 1px solid #000; }
      .finding, .behaviour tr { break-inside: avoid; }
      .workload { content-visibility: visible; }
      h2, h3, .workload > header { break-after: avoid; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }
    """
}
