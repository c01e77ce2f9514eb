/// The manual page, in section 1, made from the table of settings.
public enum ManualPage {
    /// The foot of the page says its version and date (`2023-11-14`; empty: none).
    public static func text(version: String, date: String = "") -> String {
        var page = Roff()
        page.title(program, section: "1", date: date, source: "\(program) \(version)")
        page.heading("NAME")
        page.text("\(program) - Prometheus exporter for GlusterFS, and for the Caddy that serves from it")
        page.heading("SYNOPSIS")
        page.synopsis(program, "[--config.file=path] [flag ...]")
        page.heading("DESCRIPTION")
        for (number, paragraph) in description.enumerated() {
            if number > 0 { page.paragraph() }
            page.text(paragraph)
        }
        page.heading("OPTIONS")
        for flag in FlagOnly.all { page.item(flag: flag.name, value: flag.placeholder, flag.help) }
        for section in sections {
            page.subheading(section)
            for key in Key.all where key.path.hasPrefix("\(section).") { add(key, to: &page) }
        }
        page.heading("FILES")
        for (path, words) in files { page.item(path, words) }
        page.heading("SIGNALS")
        page.item("SIGHUP", "Reads the settings again, whole or not at all.")
        page.item("SIGTERM, SIGINT", "Ends, within a second; a second one ends at once.")
        page.heading("EXIT STATUS")
        page.item("0", "It was told to end, or did what else was asked for.")
        page.item("1", "It could not start: an address that cannot be listened on, for example.")
        page.item("64", "A flag or the settings file is wrong; standard error says which, and what is allowed.")
        page.heading("SEE ALSO")
        page.references([("gluster", "8"), ("caddy", "8"), ("prometheus", "1"), ("systemd.service", "5")])
        return page.text
    }

    private static let program = "gluster_caddy_exporter"

    private static let description = [
        """
        Watches GlusterFS volumes, bricks, heals and mounts, and the Caddy servers that serve files from them, and serves \
        what it finds to Prometheus. It starts no program and takes no lock of the cluster. A scrape never waits for \
        Gluster: each collector polls on its own schedule.
        """,
        """
        Without any flag it watches what it finds on this host, and serves it on port 10713 under /metrics. Each setting \
        is a flag and a key of the YAML file that --config.file names. Flags win over the file. A flag for a list is \
        repeated.
        """,
    ]

    private static let sections = ["web", "gluster", "caddy", "site", "state", "poll", "collectors", "log"]

    private static let files = [
        ("/var/run/glusterd.socket", "The local glusterd, asked for its volumes and its pool."),
        ("/run/gluster_caddy_exporter", "Private directory in which glusterd hands over the state of its pool."),
        ("/var/lib/gluster_caddy_exporter", "Keeps how far logs have been read."),
    ]

    private static func add(_ key: Key, to page: inout Roff) {
        var words = key.help
        // A choice stands in the flag itself.
        if key.shape != .toggle, !key.placeholder.contains("|") { words += " Allowed: \(key.allowed)." }
        if !key.initial.isEmpty { words += " Default: \(key.initial.joined(separator: ", "))." }
        words += " In the file: \(key.path)."
        page.item(
            flag: key.flag,
            value: key.shape == .toggle ? nil : key.placeholder,
            isToggle: key.shape == .toggle,
            words
        )
    }
}

/// A manual page in the macros of man(7).
struct Roff {
    private(set) var text = ""

    mutating func title(_ name: String, section: String, date: String, source: String) {
        let day = date.filter { $0.isNumber || $0 == "-" }  // Its dashes are to stay what they are.
        text += ".TH \(Self.argument(name.uppercased())) \(section) \"\(day)\" \(Self.argument(source))\n"
        text += ".nh\n.ad l\n"  // Flags and paths are to stay whole, and lines not to be stretched for it.
    }

    mutating func heading(_ words: String) { text += ".SH \(Self.argument(words))\n" }

    mutating func subheading(_ words: String) { text += ".SS \(Self.argument(words))\n" }

    mutating func paragraph() { text += ".PP\n" }

    mutating func text(_ words: String) { text += Self.lines(words) }

    mutating func synopsis(_ program: String, _ rest: String) {
        text += ".B \(Self.argument(program))\n\(Self.lines(rest))"
    }

    mutating func item(_ name: String, _ words: String) {
        text += ".TP\n.B \(Self.argument(name))\n\(Self.lines(words))"
    }

    mutating func item(flag: String, value: String?, isToggle: Bool = false, _ words: String) {
        var line = "\\fB\(Self.escaped("--\(flag)"))\\fR"
        if isToggle { line += ", \\fB\(Self.escaped("--no-\(flag)"))\\fR" }
        if let value { line += "=\\fI\(Self.escaped(value))\\fR" }
        text += ".TP\n\(line)\n\(Self.lines(words))"
    }

    mutating func references(_ pages: [(name: String, section: String)]) {
        for (number, page) in pages.enumerated() {
            let comma = number < pages.count - 1 ? "," : ""
            text += ".BR \(Self.escaped(page.name)) (\(page.section))\(comma)\n"
        }
    }

    /// Text as it is: a backslash, a dash and quotes would become something else, and so would a line that begins with a
    /// dot or an apostrophe.
    static func escaped(_ words: String) -> String {
        var escaped = ""
        var isAtStart = true
        for character in words {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "'": escaped += isAtStart ? "\\&\\(aq" : "\\(aq"
            case ".": escaped += isAtStart ? "\\&." : "."
            default: escaped.append(character)
            }
            isAtStart = character == "\n"
        }
        return escaped
    }

    /// Text in lines of at most 80 bytes, where its words allow it.
    static func lines(_ words: String) -> String {
        var lines: [String] = []
        for word in words.split(whereSeparator: \.isWhitespace) {
            let longer = (lines.last.map { "\($0) " } ?? "") + word
            if !lines.isEmpty, escaped(longer).utf8.count <= 80 {
                lines[lines.count - 1] = longer
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { "\(escaped($0))\n" }.joined()
    }

    /// One argument of a macro, whatever is in it.
    static func argument(_ words: String) -> String {
        let inner = escaped(words).replacing("\"", with: "\\(dq")
        return "\"\(inner)\""
    }
}
