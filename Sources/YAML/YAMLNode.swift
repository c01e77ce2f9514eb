/// A YAML document as a tree: what a settings file says, before anyone asks what it means.
package struct YAMLNode: Equatable {
    package enum Content: Equatable {
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// One key of a mapping. Keys keep the order of the file, and none is there twice.
    package struct Entry: Equatable {
        package var key: String
        package var mark: YAMLMark
        package var value: YAMLNode
    }

    package var content: Content
    package var mark: YAMLMark

    /// Whether nothing was written (`web:`), or `~`, or `null`, in one of YAML's spellings.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

extension YAMLNode {
    package static let sizeLimit = 1 << 20
    package static let depthLimit = 32

    /// Reads one document, or nothing when the text has none.
    ///
    /// Takes UTF-8 (a byte order mark is skipped), at most ``sizeLimit`` bytes and ``depthLimit`` levels; no
    /// second document, no key twice, and none of what ``YAMLEvents`` refuses.
    package static func compose(_ bytes: [UInt8]) throws(Fault) -> YAMLNode? {
        guard bytes.count <= sizeLimit else { throw Fault(reason: "larger than 1 MiB") }

        do throws(Fault) {
            var composer = try Composer(bytes)
            return try composer.document()
        } catch {
            // libyaml's own words for a tab do not name it.
            guard let line = error.line, error.reason.hasPrefix("found character that cannot start any token"),
                isIndentedWithTab(bytes, line: line)
            else { throw error }
            throw Fault(line: line, reason: "indented with a tab; YAML takes spaces only")
        }
    }

    private static func isIndentedWithTab(_ bytes: [UInt8], line: Int) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .dropFirst(line - 1)
            .first?
            .prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .contains(UInt8(ascii: "\t")) ?? false
    }
}

private struct Composer: ~Copyable {
    private var events: YAMLEvents

    init(_ bytes: [UInt8]) throws(Fault) {
        events = try YAMLEvents(bytes)
    }

    mutating func document() throws(Fault) -> YAMLNode? {
        guard try events.next().event != .streamEnd else { return nil }

        let (event, mark) = try events.next()
        let root = try node(event, mark, depth: 1)
        let end = try events.next()
        guard end.event == .streamEnd else {
            throw Fault(line: end.mark.line, reason: "a second document (---) is not supported")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, _ mark: YAMLMark, depth: Int) throws(Fault) -> YAMLNode {
        guard depth <= YAMLNode.depthLimit else {
            throw Fault(line: mark.line, reason: "nested deeper than \(YAMLNode.depthLimit) levels")
        }
        switch event {
        case .scalar(let text, let isPlain):
            return YAMLNode(content: .scalar(text, isPlain: isPlain), mark: mark)
        case .sequenceStart:
            return YAMLNode(content: .sequence(try items(depth: depth + 1)), mark: mark)
        case .mappingStart:
            return YAMLNode(content: .mapping(try entries(depth: depth + 1)), mark: mark)
        case .documentStart, .sequenceEnd, .mappingEnd, .streamEnd:
            throw Fault(line: mark.line, reason: "out of order")  // libyaml never does this.
        }
    }

    private mutating func items(depth: Int) throws(Fault) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let (event, mark) = try events.next()
            if event == .sequenceEnd { return items }
            items.append(try node(event, mark, depth: depth))
        }
    }

    private mutating func entries(depth: Int) throws(Fault) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            let (event, mark) = try events.next()
            if event == .mappingEnd { return entries }
            guard case .scalar(let key, _) = event else {
                throw Fault(line: mark.line, reason: "a key that is not plain text")
            }
            if let line = lines.updateValue(mark.line, forKey: key) {
                throw Fault(line: mark.line, reason: "key \(key.quoted) is given twice, first on line \(line)")
            }
            let (start, startMark) = try events.next()
            entries.append(YAMLNode.Entry(key: key, mark: mark, value: try node(start, startMark, depth: depth)))
        }
    }
}
