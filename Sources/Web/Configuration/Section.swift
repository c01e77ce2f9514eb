import YAML

/// A mapping of a web configuration file, all of whose keys are known.
struct Section {
    /// What stands before its keys in messages; empty for the file as a whole.
    let name: String
    let line: Int
    private let nodes: [String: YAMLNode]

    /// A section that was left empty has no keys.
    init(_ node: YAMLNode, name: String, allowed: [String]) throws(Fault) {
        self.name = name
        line = node.mark.line
        guard !node.isNull else {
            nodes = [:]
            return
        }
        guard case .mapping(let entries) = node.content else {
            let place = name.isEmpty ? "" : "\(name): "
            let names = allowed.joined(separator: ", ")
            throw Fault(line: node.mark.line, reason: "\(place)not a mapping; allowed: \(names)")
        }
        var nodes: [String: YAMLNode] = [:]
        for entry in entries {
            guard allowed.contains(entry.key) else { throw Self.unknown(entry, in: name, allowed: allowed) }
            nodes[entry.key] = entry.value
        }
        self.nodes = nodes
    }

    /// A key that holds something else than a name is not shown.
    private static func unknown(_ entry: YAMLNode.Entry, in name: String, allowed: [String]) -> Fault {
        guard entry.key.shown != "this text" else {
            let place = name.isEmpty ? "" : " in \(name)"
            let names = allowed.joined(separator: ", ")
            return Fault(line: entry.mark.line, reason: "unknown key\(place); allowed: \(names)")
        }
        return Fault(unknown: entry, in: name, allowed: allowed)
    }
}

extension Section {
    /// A value with its line.
    struct Text {
        var value: String
        var line: Int
    }

    /// Nil where nothing is written, or `""`.
    func text(_ key: String) throws(Fault) -> Text? {
        guard let node = nodes[key] else { return nil }
        let text = try Self.text(node, of: path(key))
        return node.isNull || text.value.isEmpty ? nil : text
    }

    /// Each item has something in it.
    func texts(_ key: String) throws(Fault) -> [Text] {
        guard let node = nodes[key], !node.isNull else { return [] }
        guard case .sequence(let items) = node.content else {
            throw Fault(line: node.mark.line, reason: "\(path(key)): not a list; allowed: a list of texts")
        }
        return try items.map { item throws(Fault) in
            let text = try Self.text(item, of: path(key))
            guard !item.isNull, !text.value.isEmpty else {
                throw Fault(line: item.mark.line, reason: "\(path(key)): an item is empty; allowed: a list of texts")
            }
            return text
        }
    }

    func flag(_ key: String) throws(Fault) -> Bool? {
        guard let text = try text(key) else { return nil }
        guard let value = Self.flags[text.value] else {
            throw fault(key, at: text.line, "\(text.value.shown) is neither true nor false; allowed: true, false")
        }
        return value
    }

    /// As YAML 1.1 spells them, which exporter-toolkit reads.
    private static let flags: [String: Bool] = {
        let words = [(true, ["y", "yes", "true", "on"]), (false, ["n", "no", "false", "off"])]
        var flags: [String: Bool] = [:]
        for (value, names) in words {
            for name in names {
                for spelling in [name, name.prefix(1).uppercased() + name.dropFirst(), name.uppercased()] {
                    flags[spelling] = value
                }
            }
        }
        return flags
    }()

    /// Nil where nothing is written.
    func section(_ key: String, allowed: [String]) throws(Fault) -> Section? {
        guard let node = nodes[key], !node.isNull else { return nil }
        return try Section(node, name: path(key), allowed: allowed)
    }

    /// What was written for a key: for mappings whose keys are the operator's.
    func node(_ key: String) -> YAMLNode? {
        nodes[key].flatMap { $0.isNull ? nil : $0 }
    }

    func fault(_ key: String, at line: Int, _ reason: String) -> Fault {
        Fault(line: line, reason: "\(path(key)): \(reason)")
    }

    private func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    private static func text(_ node: YAMLNode, of path: String) throws(Fault) -> Text {
        guard case .scalar(let value, _) = node.content else {
            throw Fault(line: node.mark.line, reason: "\(path): not a single value; allowed: a text")
        }
        return Text(value: value, line: node.mark.line)
    }
}

extension String {
    /// The text in quotes where it can only be a word; whatever may be a key, a hash or a password written to the wrong
    /// place is not repeated.
    var shown: String {
        let isWord = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isWord && utf8.count <= 60 && !hasPrefix("-----") ? quoted : "this text"
    }
}
