import YAML

extension WebConfiguration {
    /// Reads a file's text. `content` reads one of the files that it names, by the path that stands there.
    init(
        parsing bytes: [UInt8],
        content: (_ path: String) throws(Fault) -> [UInt8]
    ) throws(Fault) {
        guard let root = try Self.compose(bytes) else { return }
        let file = try Section(root, name: "", allowed: Self.keys)

        if let section = try file.section("tls_server_config", allowed: TLSSettings.keys) {
            tls = try TLSSettings(section, content: content)
        }
        if let section = try file.section("http_server_config", allowed: ["http2", "headers"]) {
            _ = try section.flag("http2")  // There is HTTP/1.1 only.
            headers = try Self.headers(section)
        }
        if let section = try file.section("rate_limit", allowed: ["interval", "burst"]) {
            rateLimit = try RateLimit(section)
        }
        if let node = file.node("basic_auth_users") {
            users = try Self.users(node)
        }
    }

    private static let keys = ["tls_server_config", "http_server_config", "rate_limit", "basic_auth_users"]

    /// A key that stands twice may be a hash, where somebody has mixed up users and hashes: it is not repeated.
    private static func compose(_ bytes: [UInt8]) throws(Fault) -> YAMLNode? {
        do throws(Fault) {
            return try YAMLNode.compose(bytes)
        } catch {
            guard let name = error.reason.firstRange(of: "key \""), name.lowerBound == error.reason.startIndex,
                let rest = error.reason.ranges(of: "\" is given twice").last
            else { throw error }
            let reason = "a key" + error.reason[error.reason.index(after: rest.lowerBound)...]
            throw Fault(line: error.line, reason: reason)
        }
    }
}

extension WebConfiguration {
    private static let headerNames = [
        "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
        "X-XSS-Protection",
    ]

    private static func headers(_ section: Section) throws(Fault) -> [String: String] {
        guard let section = try section.section("headers", allowed: headerNames) else { return [:] }
        var headers: [String: String] = [:]
        for name in headerNames {
            guard let text = try section.text(name) else { continue }
            if let allowed = values[name], !allowed.contains(text.value) {
                let values = allowed.joined(separator: ", ")
                throw section.fault(name, at: text.line, "\(text.value.shown) is not possible; allowed: \(values)")
            }
            guard text.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.value.utf8.count <= 4096 else {
                let reason = "no value of a header; allowed: one line of ASCII, 4096 bytes at most"
                throw section.fault(name, at: text.line, reason)
            }
            headers[name] = text.value
        }
        return headers
    }

    /// Of the headers that do not take just any value.
    private static var values: [String: [String]] {
        ["X-Content-Type-Options": ["nosniff"], "X-Frame-Options": ["deny", "sameorigin"]]
    }

    private static func users(_ node: YAMLNode) throws(Fault) -> [String: String] {
        let place = "basic_auth_users"
        guard case .mapping(let entries) = node.content else {
            throw Fault(line: node.mark.line, reason: "\(place): not a mapping; allowed: names with their hashes")
        }
        var users: [String: String] = [:]
        for entry in entries {
            let isName = !entry.key.isEmpty && !entry.key.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x3A }
            guard isName, users[entry.key] == nil else {
                let reason = "\(place): no name of a user; allowed: any text without a colon and control characters"
                throw Fault(line: entry.mark.line, reason: reason)
            }
            guard case .scalar(let hash, _) = entry.value.content, let hash = BcryptHash(hash) else {
                let reason = "\(place): no hash of bcrypt; allowed: \(BcryptHash.allowed)"
                throw Fault(line: entry.value.mark.line, reason: reason)
            }
            users[entry.key] = hash.text
        }
        return users
    }
}

extension RateLimit {
    /// Nil where the interval is 0: there is no limit then.
    fileprivate init?(_ section: Section) throws(Fault) {
        let allowed = "a duration such as 1s or 200ms; 0: no limit"
        guard let interval = try section.text("interval") else {
            guard let burst = try section.text("burst") else { return nil }
            throw section.fault("interval", at: burst.line, "missing; allowed: \(allowed)")
        }
        guard let duration = Duration(goText: interval.value) else {
            let reason = "\(interval.value.shown) is not a duration; allowed: \(allowed)"
            throw section.fault("interval", at: interval.line, reason)
        }
        let largest = Int(Int32.max)
        let burst = try section.text("burst")
        if let burst, Self.count(burst.value).map({ !(0...largest).contains($0) }) ?? true {
            let reason = "\(burst.value.shown) is not possible; allowed: 1 to \(largest)"
            throw section.fault("burst", at: burst.line, reason)
        }
        guard duration > .zero else { return nil }
        guard let count = burst.flatMap({ Self.count($0.value) }), count > 0 else {
            let reason = "nobody could come in; allowed: 1 to \(largest)"
            throw section.fault("burst", at: burst?.line ?? interval.line, reason)
        }
        self.init(interval: duration, burst: count)
    }

    /// A whole number. With a zero in front it is octal to other readers of the same file, and so to nobody here.
    private static func count(_ text: String) -> Int? {
        let digits = text.drop { $0 == "+" || $0 == "-" }
        return digits.hasPrefix("0") && digits != "0" ? nil : Int(text)
    }
}
