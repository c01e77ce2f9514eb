import Fuzz

@testable import Settings
@testable import YAML

/// Any bytes as a settings file: refused in one line, or taken; and the same whichever way of writing YAML is used.
@Sendable func trySettings(_ bytes: [UInt8]) -> String? {
    let result = settings(bytes)
    if case .failure(let error) = result {
        if !error.description.isOneLine { return "a message of several lines: \(error)" }
        if !error.description.hasPrefix("/etc/x.yml") { return "a message without its place: \(error)" }
    }
    guard let node = try? YAMLNode.compose(bytes) else { return nil }
    let text = Array(node.flow.utf8)
    do throws(Fault) {
        guard let again = try YAMLNode.compose(text), again.isLike(node) else { return "another tree: \(text.text)" }
    } catch {
        return "\(error.reason): \(text.text)"
    }
    switch (result, settings(text)) {
    case (.success(let first), .success(let second)): return first == second ? nil : "\(first) is not \(second)"
    case (.failure, .failure): return nil
    default: return "taken in one way only: \(text.text)"
    }
}

private func settings(_ bytes: [UInt8]) -> Result<Settings, SettingsError> {
    Result { () throws(SettingsError) in
        var settings = Settings()
        try SettingsFile(path: "/etc/x.yml").apply(bytes, to: &settings)
        return settings
    }
}

extension YAMLNode {
    /// On one line, with each text in quotes and each letter escaped that can be.
    fileprivate var flow: String {
        switch content {
        case _ where isNull: "~"
        case .scalar(let text, _): Self.quoted(text)
        case .sequence(let items): "[" + items.map { "\($0.flow), " }.joined() + "]"
        case .mapping(let entries): "{" + entries.map { "? \(Self.quoted($0.key)) : \($0.value.flow), " }.joined() + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
        return "\"\(escaped.joined())\""
    }

    /// Whether both say the same, wherever it stands.
    fileprivate func isLike(_ other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let text, _), .scalar(let otherText, _)):
            isNull && other.isNull || !isNull && !other.isNull && text.utf8.elementsEqual(otherText.utf8)
        case (.sequence(let items), .sequence(let others)):
            items.count == others.count && zip(items, others).allSatisfy { $0.isLike($1) }
        case (.mapping(let entries), .mapping(let others)):
            entries.count == others.count
                && zip(entries, others).allSatisfy {
                    $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.isLike($1.value)
                }
        default: false
        }
    }
}
