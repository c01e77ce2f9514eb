/// How the page looks.
enum Style {
    static let text: Markup = """
        :root {
          color-scheme: light dark;
          --ground: #f7f6f3; --card: #ffffff; --text: #1d1c1a; --quiet: #5f5b55; --line: #e3dfd8; --link: #1f4e8c;
          --good: #176339; --note: #44546f; --unknown: #6a3fa0; --warning: #855300; --bad: #b3201a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #141312; --card: #1c1b19; --text: #ebe8e2; --quiet: #a8a299; --line: #35322d; --link: #9cc3ff;
            --good: #74cf9b; --note: #a9b9d6; --unknown: #c9adf7; --warning: #f0b849; --bad: #ff8f85;
          }
        }
        * { box-sizing: border-box }
        html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
        body {
          margin: 0 auto; max-width: 76rem; padding: 1.25rem clamp(.75rem, 3vw, 2rem) 3rem;
          background: var(--ground); color: var(--text);
          font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
        }
        a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px }
        a:focus-visible, summary:focus-visible {
          outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px;
        }
        h1, h2, h3, p, ul, table { margin: 0; padding: 0 }
        ul { list-style: none }
        h1 { font-size: clamp(1.35rem, 4.5vw, 1.9rem); line-height: 1.2; font-weight: 650; letter-spacing: -.015em }
        h2 { font-size: 1.1rem; font-weight: 650; margin: 2.25rem 0 .6rem }
        h3 { font-size: 1rem; font-weight: 600; display: inline }
        .hidden {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
        }
        .good { --level: var(--good) } .note { --level: var(--note) } .unknown { --level: var(--unknown) }
        .warning { --level: var(--warning) } .bad { --level: var(--bad) }
        .mark {
          display: inline-block; flex: none; position: relative; width: 1.35em; height: 1.35em; border-radius: 50%;
          font-size: .82em; font-weight: 700; line-height: 1.35em; text-align: center; vertical-align: .06em;
          color: var(--level);
          background: color-mix(in srgb, var(--level) 14%, transparent);
        }
        .state { color: var(--level) } .state > span { font-weight: 700 }
        .digest, .about, .scope, .empty, .none, footer { color: var(--quiet) }
        .digest strong { color: var(--text); font-weight: 600 }
        .tag {
          font-size: .8em; color: var(--quiet); border: 1px solid var(--line); border-radius: 3px; padding: 0 .35em;
          white-space: nowrap;
        }
        code { font: .85em ui-monospace, "DejaVu Sans Mono", monospace; color: var(--quiet) }
        .verdict {
          background: var(--card); border-radius: 8px;
          border: 1px solid var(--line); border-top: 3px solid var(--level);
          padding: 1rem clamp(.9rem, 3vw, 1.5rem) .9rem;
        }
        .about { display: flex; justify-content: space-between; flex-wrap: wrap; gap: 0 1rem; font-size: .87rem }
        .verdict h1 { margin: .35rem 0 .6rem; display: flex; gap: .5rem; align-items: baseline }
        .verdict h1 .mark { font-size: .75em; vertical-align: .12em }
        .problems { margin-bottom: .6rem }
        .problems li { display: flex; gap: .55rem; align-items: baseline; padding: .12rem 0 }
        .problems a { color: inherit; text-decoration-color: var(--line) }
        .problems a:hover { text-decoration-color: currentColor }
        .scope { font-size: .9rem }
        nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; padding-top: .7rem; font-size: .93rem }
        nav { border-top: 1px solid var(--line); margin-top: .8rem }
        nav a { text-decoration: none; white-space: nowrap }
        nav a:hover { text-decoration: underline }
        .volume { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: .5rem }
        summary { padding: .5rem .9rem; cursor: pointer; border-radius: 8px }
        summary h3 { margin: 0 .35rem 0 .1rem }
        summary .digest { font-size: .93rem }
        .volume[open] > summary { border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0 }
        .volume .scroll { border: 0; border-radius: 0 0 8px 8px }
        .reason { padding: .5rem .9rem; color: var(--bad) }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
        table { border-collapse: collapse; width: 100%; font-size: .93rem }
        th, td { text-align: left; vertical-align: baseline; padding: .38rem 1.1rem .38rem 0; font-weight: 400 }
        th:first-child, td:first-child { padding-left: .9rem }
        thead th { font-size: .82rem; color: var(--quiet); white-space: nowrap }
        tbody tr { border-top: 1px solid var(--line) }
        th[scope=row] { min-width: 11rem; font-weight: 500 }
        .number { text-align: right; white-space: nowrap }
        td { min-width: 8rem } td.number { min-width: 4.5rem }
        td.wide { min-width: 14rem } td.amount { white-space: nowrap; min-width: 7.5rem }
        tr.set { background: color-mix(in srgb, var(--line) 28%, transparent) }
        tr.set .name { font-weight: 600; margin-right: .35rem }
        tbody + tbody { border-top: 1px solid var(--line) }
        .paths { margin: .2rem 0 .1rem 1.55rem; max-height: 16rem; overflow-y: auto }
        .paths li { padding: .05rem 0 }
        tr.set .paths .name { font-weight: 500 }
        .findings li + li { margin-top: .35rem }
        section > p { margin: 0 0 .6rem }
        time { white-space: nowrap }
        .fill {
          display: inline-block; width: 3.6rem; height: .5rem; margin-right: .4em; border-radius: 3px;
          vertical-align: .05em;
          background: linear-gradient(to right, var(--level) var(--f, 0%), var(--line) 0); print-color-adjust: exact;
        }
        .fill.good { --level: var(--note) }
        .f1 { --f: 5% } .f2 { --f: 10% } .f3 { --f: 15% } .f4 { --f: 20% } .f5 { --f: 25% }
        .f6 { --f: 30% } .f7 { --f: 35% } .f8 { --f: 40% } .f9 { --f: 45% } .f10 { --f: 50% }
        .f11 { --f: 55% } .f12 { --f: 60% } .f13 { --f: 65% } .f14 { --f: 70% } .f15 { --f: 75% }
        .f16 { --f: 80% } .f17 { --f: 85% } .f18 { --f: 90% } .f19 { --f: 95% } .f20 { --f: 100% }
        #contact:empty { display: none }
        #contact {
          position: fixed; inset: .75rem .75rem auto; z-index: 1; margin: 0 auto; max-width: 44rem;
          padding: .5rem .9rem; border-radius: 8px;
          background: var(--bad); color: var(--card); font-weight: 600;
        }
        .lost main { opacity: .65 }
        :target { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px }
        footer { margin-top: 2.5rem; font-size: .87rem }
        @media (max-width: 34rem) {
          body { font-size: 14.5px }
          .volume .digest { display: block; padding-left: 1.4rem }
          th[scope=row] { min-width: 13rem } td { min-width: 8rem } td.wide { min-width: 17rem }
          tr.set .digest { display: block; padding-left: 0; max-width: calc(100vw - 3.5rem) }
          .paths { margin-left: 0 }
          #sites thead { display: none }
          #sites tr, #sites th, #sites td { display: block; min-width: 0; padding: .1rem .9rem }
          #sites tr { padding: .4rem 0 }
        }
        @media print {
          body { max-width: none; padding: 0; background: none }
          nav, #contact { display: none }
          .scroll { overflow: visible }
          section { break-inside: auto } tr { break-inside: avoid }
        }

        """
}
