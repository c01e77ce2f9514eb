import FoundationEssentials

/// What the configuration that a Caddy was started with says of its admin API.
enum StartConfiguration: Sendable, Hashable {
    case address(AdminAddress, origins: [String])
    case off
    /// Nothing: it is where Caddy has it by itself.
    case silent
    /// It cannot be told without Caddy: placeholders, imports, another adapter, or what is no configuration.
    case unclear

    /// The native form.
    static func json(_ bytes: [UInt8]) -> StartConfiguration {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else { return .unclear }
        guard let admin = document.admin else { return .silent }
        if admin.disabled == true { return .off }
        guard let listen = admin.listen, !listen.isEmpty else { return .silent }
        return AdminAddress(listen).map { .address($0, origins: admin.origins ?? []) } ?? .unclear
    }

    /// A Caddyfile, of which only the global options are read: the first block, when it has no name.
    static func caddyfile(_ bytes: [UInt8]) -> StartConfiguration {
        var lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).lazy
            .map { $0.prefix(upTo: comment(in: $0)).split(whereSeparator: \.isWhitespace).map(String.init) }
            .filter { !$0.isEmpty }.makeIterator()
        guard let first = lines.next() else { return .silent }
        guard first == ["{"] else { return first[0] == "import" ? .unclear : .silent }
        var depth = 1
        var found = StartConfiguration.silent
        while let words = lines.next() {
            if words == ["}"] {
                depth -= 1
                if depth == 0 { return found }
                continue
            }
            if depth == 1 {
                if words[0] == "import" { return .unclear }
                if words[0] == "admin" { found = admin(words.dropFirst()) }
            } else if depth == 2, words[0] == "origins", case .address(let address, let origins) = found {
                found = .address(address, origins: origins + words.dropFirst())
            }
            if words.last == "{" { depth += 1 }
        }
        return .unclear
    }

    private static func admin(_ words: ArraySlice<String>) -> StartConfiguration {
        let words = words.filter { $0 != "{" }
        guard let word = words.first else { return .address(.standard, origins: []) }
        if word == "off" { return .off }
        let bare = word.trimmingPrefix("\"")
        return AdminAddress(bare.hasSuffix("\"") ? String(bare.dropLast()) : String(bare))
            .map { .address($0, origins: []) } ?? .unclear
    }

    /// `#` begins a comment where a word could begin.
    private static func comment(in line: Substring) -> Substring.Index {
        var previous: Character = " "
        for index in line.indices {
            if line[index] == "#", previous.isWhitespace { return index }
            previous = line[index]
        }
        return line.endIndex
    }
}

private struct Document: Decodable {
    struct Admin: Decodable {
        var disabled: Bool?
        var listen: String?
        var origins: [String]?
    }

    var admin: Admin?
}
