public import YAML

/// A settings file: one YAML document that mirrors the flags.
struct SettingsFile {
    let path: String

    /// Puts what the file says into the settings. What it leaves out stays as it is.
    func apply(_ bytes: [UInt8], to settings: inout Settings) throws(SettingsError) {
        do throws(Fault) {
            guard let root = try YAMLNode.compose(bytes) else { return }
            try read(root, at: [], into: &settings)
        } catch {
            let place = error.line.map { "\(path):\($0)" } ?? path
            throw SettingsError("\(place): \(error.reason)")
        }
    }

    /// Reads one setting, or a section with several.
    private func read(_ node: YAMLNode, at path: [String], into settings: inout Settings) throws(Fault) {
        let name = path.joined(separator: ".")
        if let key = Key.all.first(where: { $0.path == name }) {
            return try store(node, of: key, in: &settings)
        }
        guard !node.isNull else { return }

        let allowed = names(below: path)
        guard case .mapping(let entries) = node.content else {
            let place = name.isEmpty ? "" : "\(name): "
            let reason = "\(place)not a mapping; allowed: \(allowed.joined(separator: ", "))"
            throw Fault(line: node.mark.line, reason: reason)
        }
        for entry in entries {
            guard allowed.contains(entry.key) else { throw Fault(unknown: entry, in: name, allowed: allowed) }
            try read(entry.value, at: path + [entry.key], into: &settings)
        }
    }

    private func store(_ node: YAMLNode, of key: Key, in settings: inout Settings) throws(Fault) {
        let texts = try key.texts(of: node)
        do throws(Refusal) {
            try key.store(texts.map(\.text), in: &settings)
        } catch {
            let line = texts.isEmpty ? node.mark.line : texts[error.index].line
            throw Fault(line: line, reason: "\(key.path): \(error.reason); allowed: \(key.allowed)")
        }
    }

    /// The keys that a section may have, in the order of the table.
    private func names(below path: [String]) -> [String] {
        var names: [String] = []
        for key in Key.all {
            let parts = key.path.split(separator: ".").map(String.init)
            guard parts.starts(with: path), !names.contains(parts[path.count]) else { continue }
            names.append(parts[path.count])
        }
        return names
    }
}

extension Settings {
    /// Reads a file from disk: all of it, or as much as shows that it is too large.
    public static func readFile(at path: String) -> Result<[UInt8], FileError> {
        YAML.readFile(at: path)
    }
}
