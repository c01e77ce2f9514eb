/// `docs/configuration.md`, made from the table of settings.
public enum SettingsManual {
    public static func text() -> String {
        var text = preface
        text += """

            ## Flags that no file can have

            | flag | what |
            | --- | --- |

            """
        for flag in FlagOnly.all {
            let value = flag.placeholder.map { "=\($0)" } ?? ""
            text += "| `--\(flag.name)\(value.inTable)` | \(flag.help) |\n"
        }
        for section in Section.allCases {
            text += "\n## \(section.title)\n"
            for key in Key.all where key.path.hasPrefix("\(section.rawValue).") { text += entry(key) }
        }
        return text + collectors + example + targets + web
    }

    /// Sections of the file whose settings are told one by one.
    private enum Section: String, CaseIterable {
        case web, gluster, caddy, site, state, poll, log

        var title: String {
            switch self {
            case .web: "`web`: where metrics are served"
            case .gluster: "`gluster`: volumes, bricks and the pool"
            case .caddy: "`caddy`: Caddys and their logs"
            case .site: "`site`: directories that are served from"
            case .state: "`state`: what outlives a restart"
            case .poll: "`poll`: how often"
            case .log: "`log`: the exporter's own messages"
            }
        }
    }

    private static func entry(_ key: Key) -> String {
        """

        ### `\(key.path)`

        \(key.help)

        - Flag: \(key.usage.map { "`\($0)`" }.joined(separator: ", "))
        - Allowed: \(key.shape.prefix)\(key.allowed)
        - Default: \(key.initial.isEmpty ? key.absence : key.initial.map { "`\($0)`" }.joined(separator: ", "))
        - Example: `\(key.yaml)`

        """
    }

    /// They are all alike.
    private static var collectors: String {
        var text = """

            ## `collectors`: what runs

            Each collector has two settings: whether it runs, `collectors.NAME.enabled`, and how often,
            `collectors.NAME.interval`, where that is not `poll.interval`. All run by default; one that finds nothing to
            watch costs nothing. [metrics.md](metrics.md) has the series of each.


            """
        for collector in CollectorName.allCases {
            text += "- `\(collector.rawValue)`: \(collector.subject)\n"
        }
        text += "\n| key | flag | allowed | default | example |\n| --- | --- | --- | --- | --- |\n"
        for key in Key.all where key.path.hasPrefix("collectors.") {
            let flags = key.usage.map { "`\($0)`" }.joined(separator: ", ")
            let initial = key.initial.first.map { "`\($0)`" } ?? "`poll.interval`"
            text += "| `\(key.path)` | \(flags) | \(key.allowed) | \(initial) | `\(key.yaml)` |\n"
        }
        return text
    }
}

extension Key {
    /// How its flag is written: `--poll.interval=<duration>`.
    var usage: [String] {
        shape == .toggle ? ["--\(flag)", "--no-\(flag)"] : ["--\(flag)=<\(placeholder)>"]
    }

    /// Its example as a file has it, on one line: `poll: {interval: 30s}`.
    var yaml: String {
        let value =
            switch shape {
            case .one, .toggle: examples.first.map(Self.scalar) ?? ""
            case .list: "[\(examples.map(Self.scalar).joined(separator: ", "))]"
            case .pairs(let separator): "{\(examples.map { Self.pair($0, separator) }.joined(separator: ", "))}"
            }
        let names = path.split(separator: ".")
        return "\(names.joined(separator: ": {")): \(value)\(String(repeating: "}", count: names.count - 1))"
    }

    /// What there is without it, where it has no default.
    fileprivate var absence: String {
        switch shape {
        case .pairs: "none"
        case .list, .one, .toggle: "not set"
        }
    }

    private static func pair(_ text: String, _ separator: String) -> String {
        let parts = text.split(separator: separator, maxSplits: 1).map { scalar(String($0)) }
        return parts.joined(separator: ": ")
    }

    /// Quoted where YAML could take it for something else.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "/._-".utf8.contains($0) }
        let isOctal = text.hasPrefix("0") && text != "0"  // To other readers of YAML.
        return isPlain && !isOctal ? text : "\"\(text)\""
    }
}

extension String {
    /// A bar would end the cell of a table.
    fileprivate var inTable: String { replacing("|", with: "\\|") }
}
