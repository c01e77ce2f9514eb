import ArgumentParser

/// The command line: the flags of the table, and those that no file can have.
///
/// Help, completions and the description for manual pages (`--help`, `--generate-completion-script`,
/// `--experimental-dump-help`) are ArgumentParser's.
struct Flags: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gluster_caddy_exporter",
        abstract: "Metrics of GlusterFS, and of the Caddy that serves from it, for Prometheus.",
        usage: "gluster_caddy_exporter [<flags>]"
    )

    @Option(
        name: .customLong(FlagOnly.file.name),
        help: ArgumentHelp("\(FlagOnly.file.help)", valueName: FlagOnly.file.placeholder),
        completion: .file()
    )
    var file: String?

    @Flag(name: .customLong(FlagOnly.check.name), help: "\(FlagOnly.check.help)")
    var isCheck = false

    @Flag(name: .customLong(FlagOnly.noDefaults.name), help: "\(FlagOnly.noDefaults.help)")
    var disablesDefaults = false

    @OptionGroup var table: TableFlags

    @Flag(name: .customLong(FlagOnly.version.name), help: "\(FlagOnly.version.help)")
    var isVersion = false
}

/// A flag for each row of ``Key``'s table.
///
/// ArgumentParser finds flags by reflection, one for each property. Here the table is what reflection finds, so
/// that a new row is all that a new flag needs.
struct TableFlags: ParsableArguments, CustomReflectable {
    /// What was given, by flag. Flags that were not given are not there.
    private(set) var texts: [String: [String]] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FlagName.self)
        for key in Key.all {
            let texts = try key.texts(in: container)
            self.texts[key.flag] = texts.isEmpty ? nil : texts
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: Key.all.map { (label: $0.flag, value: $0.definition) })
    }
}

extension Key {
    fileprivate var definition: any Sendable {
        let name = NameSpecification.customLong(flag)
        let initial = initial.isEmpty ? "" : " (default: \(self.initial.joined(separator: ", ")))"
        let help = ArgumentHelp("\(help)\(initial)", valueName: placeholder)
        return switch shape {
        case .one: Option<String?>(name: name, help: help, completion: completion)
        case .toggle: Flag<Bool?>(name: name, inversion: .prefixedNo, help: help)
        case .list, .pairs: Option<[String]>(wrappedValue: [], name: name, help: help)
        }
    }

    /// What a shell offers for its value. A list would become a variable of zsh, by a name that has dots.
    private var completion: CompletionKind? {
        if placeholder.contains("|") { return .shellCommand("printf '%s\\n' \(placeholder.replacing("|", with: " "))") }
        return placeholder == "path" ? .file() : nil
    }

    fileprivate func texts(in container: KeyedDecodingContainer<FlagName>) throws -> [String] {
        let name = FlagName(stringValue: flag)
        return switch shape {
        case .one: try container.decode(Option<String?>.self, forKey: name).wrappedValue.map { [$0] } ?? []
        case .toggle: try container.decode(Flag<Bool?>.self, forKey: name).wrappedValue.map { [String($0)] } ?? []
        case .list, .pairs: try container.decode(Option<[String]>.self, forKey: name).wrappedValue
        }
    }
}

private struct FlagName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
