import Collectors

/// The page as a whole.
struct Page {
    let model: PageModel
    let version: String
    let telemetryPath: String

    var html: Markup {
        var page = Markup()
        page.reserve(64 * 1024)
        page += head
        page += "<main id=\"main\">\n"
        page += summary
        page += volumes
        page += pool
        page += mounts
        page += sites
        page += caddys
        page += logs
        page += collectors
        page += "</main>\n"
        page += foot
        return page
    }

    private var head: Markup {
        let judgement = model.judgement
        let title = judgement.level == .good ? "" : "\(judgement.level.symbol) "
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)\(judgement.words) – gluster_caddy_exporter</title>
            <link rel="icon" href="data:,">
            <noscript><meta http-equiv="refresh" content="60"></noscript>
            <style>\(Style.text)</style>
            </head>
            <body>
            <p id="contact" role="status"></p>

            """
    }

    /// Links without a leading slash: a proxy may serve the page below another path.
    private var foot: Markup {
        """
        <footer>
        <p>gluster_caddy_exporter \(version) · <a href=".\(telemetryPath)">Metrics</a> · \
        <a href="./-/healthy">Health</a> · <a href="./-/ready">Readiness</a></p>
        </footer>
        <script>\(Script.text)</script>
        </body>
        </html>

        """
    }

    /// A part of the page, with the state of those who tell of it.
    func section(_ id: StaticString, _ title: StaticString, _ sources: [String], _ body: Markup) -> Markup {
        """
        <section id="\(Markup(stringLiteral: id))">
        <h2>\(Markup(stringLiteral: title))</h2>
        \(sources.markup { Parts.staleness(model.collector($0)) })\(body)</section>

        """
    }

    /// That there is none of something: nothing, where that is not known.
    func none(_ words: StaticString, _ sources: [String]) -> Markup {
        let isKnown = sources.allSatisfy { model.collector($0)?.staleness == nil }
        return isKnown ? "<p class=\"empty\">\(Markup(stringLiteral: words))</p>\n" : Markup()
    }

    /// Whether one of these is switched on.
    func has(_ collectors: String...) -> Bool { collectors.contains { model.collector($0) != nil } }
}
