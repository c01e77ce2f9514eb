import YAML

extension Key {
    /// The texts that a file gives for this setting, as flags would, each with its line.
    func texts(of node: YAMLNode) throws(Fault) -> [(text: String, line: Int)] {
        switch (shape, node.content) {
        case (.one, .scalar), (.toggle, .scalar):
            return [(try scalar(node), node.mark.line)]
        case (.list(let fields), .sequence(let items)):
            return try items.map { item throws(Fault) in (try self.item(item, fields), item.mark.line) }
        case (.pairs(let separator), .mapping(let entries)):
            return try entries.map { entry throws(Fault) in
                ("\(entry.key)\(separator)\(try scalar(entry.value))", entry.mark.line)
            }
        default:
            throw fault(node, node.isNull ? "no value" : "not \(shape.noun)")
        }
    }

    private func item(_ node: YAMLNode, _ fields: [String]) throws(Fault) -> String {
        guard case .mapping(let entries) = node.content, !fields.isEmpty else { return try scalar(node) }

        if let entry = entries.first(where: { !fields.contains($0.key) }) {
            throw Fault(unknown: entry, in: path, allowed: fields)
        }
        return try fields.map { field throws(Fault) in
            guard let entry = entries.first(where: { $0.key == field }) else {
                throw fault(node, "\(field) is missing")
            }
            return try scalar(entry.value)
        }.joined(separator: "/")
    }

    private func scalar(_ node: YAMLNode) throws(Fault) -> String {
        guard case .scalar(let text, _) = node.content else { throw fault(node, "not a single value") }
        guard !node.isNull else { throw fault(node, "no value") }
        return text
    }

    private func fault(_ node: YAMLNode, _ reason: String) -> Fault {
        Fault(line: node.mark.line, reason: "\(path): \(reason); allowed: \(shape.prefix)\(allowed)")
    }
}

extension Key.Shape {
    fileprivate var noun: String {
        switch self {
        case .one, .toggle: "a single value"
        case .list: "a list"
        case .pairs: "a mapping"
        }
    }

    /// What comes before the form of one value.
    var prefix: String {
        switch self {
        case .one, .toggle: ""
        case .list: "a list of "
        case .pairs: "a mapping of "
        }
    }
}
