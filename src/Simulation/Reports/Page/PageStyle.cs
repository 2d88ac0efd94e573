namespace KalshiArb.Simulation.Reports.Page;

/// <summary>How the page looks, by day and by night. Nothing is fetched.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --bg: #fbfbf9; --panel: #ffffff; --ink: #1b1f24; --soft: #5b6470; --line: #e3e4e0; --grid: #ececE8;
          --up: #18794e; --down: #c62a2f; --kalshi: #8d96a3; --band: #c9ced6; --odds: #2468c9; --score: #c75a12; --accent: #2468c9; --warn: #fff6dc; --warn-ink: #6b4e00; --warn-line: #ecd590; }
        @media (prefers-color-scheme: dark) { :root { --bg: #14171b; --panel: #1b1f25; --ink: #e6e8eb; --soft: #9aa4b0; --line: #2c323a; --grid: #262b33;
          --up: #4cc38a; --down: #ff6369; --kalshi: #8d96a3; --band: #454d58; --odds: #6ea8fe; --score: #ffa057; --accent: #6ea8fe; --warn: #2b2514; --warn-ink: #f0d58a; --warn-line: #4d4120; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 1240px; margin: 0 auto; padding: 28px 20px 64px; }
        h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 18px; margin: 40px 0 4px; } h3 { font-size: 15px; margin: 22px 0 4px; }
        p { margin: 4px 0 10px; max-width: 76ch; } p.soft, .soft { color: var(--soft); } small { color: var(--soft); }
        nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 14px 0 0; font-size: 14px; } a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 18px 0 6px; }
        .tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
        .tile b { display: block; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; } .tile span { color: var(--soft); font-size: 13px; }
        .warn { background: var(--warn); color: var(--warn-ink); border: 1px solid var(--warn-line); border-radius: 8px; padding: 10px 16px; margin: 16px 0; } .warn h2 { margin: 0 0 4px; font-size: 15px; }
        .warn ul { margin: 0; padding-left: 18px; } .warn li { max-width: 96ch; margin: 2px 0; }
        .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin: 8px 0 12px; }
        .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 12px; margin: 8px 0 12px; } .row > .panel { margin: 0; max-width: 460px; } figure { margin: 0; } figcaption { font-size: 13px; font-weight: 600; } figcaption small { font-weight: 400; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 5px 9px; border-bottom: 1px solid var(--line); white-space: nowrap; } th { color: var(--soft); font-weight: 600; vertical-align: bottom; } th:first-child, td:first-child, td.l, th.l { text-align: left; }
        tr.head td { color: var(--soft); font-weight: 600; padding-top: 14px; border-bottom-color: var(--line); } tbody tr:last-child td { border-bottom: 0; }
        td.wrap { white-space: normal; overflow-wrap: anywhere; } code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        .up { color: var(--up); } .down { color: var(--down); } .ci, .none { color: var(--soft); font-size: 12.5px; } td .ci { display: block; line-height: 1.2; } .sure { font-weight: 700; }
        svg { display: block; width: 100%; height: auto; } svg text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--soft); } svg .value { fill: var(--ink); font-size: 11.5px; }
        .grid { stroke: var(--grid); stroke-width: 1; } .zero { stroke: var(--soft); stroke-width: 1; } .dash { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 4; fill: none; }
        .equity { fill: none; stroke: var(--accent); stroke-width: 1.8; } .fall { fill: none; stroke: var(--down); stroke-width: 1.3; } .cut { stroke: var(--line); stroke-width: 1; }
        .kalshi { fill: none; stroke: var(--kalshi); stroke-width: 1.5; } .band { fill: var(--band); } .odds { fill: none; stroke: var(--odds); stroke-width: 1.4; } .score { fill: none; stroke: var(--score); stroke-width: 1.4; }
        .dot-kalshi { fill: var(--kalshi); } .dot-odds { fill: var(--odds); } .dot-score { fill: var(--score); } .whisker { stroke: var(--accent); stroke-width: 1.6; } .whisker-soft { stroke: var(--kalshi); stroke-width: 1.4; } .dot { fill: var(--accent); }
        .order-entry { stroke: var(--up); stroke-width: 2; opacity: .45; } .order-exit { stroke: var(--down); stroke-width: 2; opacity: .45; }
        .trade { fill: var(--soft); opacity: .55; }
        .signal { fill: none; stroke: var(--ink); stroke-width: 1; opacity: .6; } .fill-entry { fill: var(--up); stroke: var(--panel); stroke-width: 1; } .fill-exit { fill: var(--down); stroke: var(--panel); stroke-width: 1; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 12.5px; color: var(--soft); margin: 4px 0 8px; } .legend svg { display: inline-block; width: 20px; height: 12px; vertical-align: -1px; margin-right: 5px; }
        details { margin: 8px 0; } summary { cursor: pointer; padding: 3px 0; } details.market { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 6px 14px; } details.market > summary { display: flex; flex-wrap: wrap; gap: 2px 18px; font-variant-numeric: tabular-nums; }
        details.market > summary b { min-width: 15em; } details.market > summary::before { content: "\25B8"; color: var(--soft); } details.market[open] > summary::before { content: "\25BE"; }
        .bar { display: inline-block; height: 9px; border-radius: 2px; vertical-align: middle; } .bar.up { background: var(--up); } .bar.down { background: var(--down); }
        @media print { details > * { display: block; } body { background: #fff; } }
        """;
}
