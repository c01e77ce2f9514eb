/// The name of a file that a log was once, and that was put aside for a new one.
struct RolledName: Hashable {
    enum Compression: Hashable {
        case none
        case gzip
        /// That cannot be read here.
        case other
    }

    /// Where it stands among its siblings.
    enum Order: Hashable, Comparable {
        /// `2026-11-20T21-05-02.881`: the later, the newer.
        case time(String)
        /// The higher, the older; files change their number whenever one is added.
        case number(Int)

        static func < (left: Order, right: Order) -> Bool {
            switch (left, right) {
            case (.time(let left), .time(let right)): left < right
            case (.number(let left), .number(let right)): left > right
            case (.number, .time): true
            case (.time, .number): false
            }
        }
    }

    var name: String
    var order: Order
    var compression: Compression

    /// Nil for a name that does not belong to the log with the name `base`.
    ///
    /// `stem-TIME.ext` is Caddy's, `base.N`, `base-DATE` and `base.DATE` are logrotate's, Docker's and the kubelet's;
    /// each with `.gz` behind it once it is compressed.
    init?(_ name: String, of base: String) {
        var plain = name[...]
        compression = .none
        for (ending, kind) in [(".gz", Compression.gzip), (".zst", .other), (".bz2", .other), (".xz", .other)]
        where plain.hasSuffix(ending) {
            compression = kind
            plain = plain.dropLast(ending.count)
        }
        self.name = name
        if let middle = Self.between(plain, base + ".", "") ?? Self.between(plain, base + "-", "") {
            if middle.utf8.count < 6, let number = Int(middle), middle.utf8.allSatisfy(Self.isDigit) {
                order = .number(number)
                return
            }
            guard Self.isTime(middle) else { return nil }
            order = .time(String(middle))
            return
        }
        guard let dot = base.lastIndex(of: "."), let middle = Self.between(plain, base[..<dot] + "-", base[dot...]),
            Self.isTime(middle)
        else { return nil }
        order = .time(String(middle))
    }

    /// What all names begin with that belong to the log with the name `base`.
    static func beginning(of base: String) -> String {
        base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
    }

    /// The time in the name; `""` for a numbered one.
    var time: String {
        if case .time(let time) = order { time } else { "" }
    }

    private static func between(_ name: Substring, _ start: some StringProtocol, _ end: some StringProtocol)
        -> Substring?
    {
        guard name.utf8.count > start.utf8.count + end.utf8.count, name.hasPrefix(start), name.hasSuffix(end) else {
            return nil
        }
        return name.dropFirst(start.count).dropLast(end.count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// Begins with a digit and has as many as a date: `site-1.log` is another log than `site.log`.
    private static func isTime(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isDigit(first) else { return false }
        return text.utf8.count(where: isDigit) >= 8 && text.utf8.count <= 64
            && text.utf8.allSatisfy { isDigit($0) || ($0 | 32 >= 97 && $0 | 32 <= 122) || "-_.:+".utf8.contains($0) }
    }
}
