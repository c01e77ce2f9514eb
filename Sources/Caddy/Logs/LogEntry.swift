/// One line of Caddy's JSON log. Whatever it does not say, or says in a way of its own, is nil: a `filter` encoder may
/// have taken it away.
struct LogEntry: Hashable {
    /// `error`; without colours, in lower case.
    var level: String?
    /// Seconds since 1970.
    var time: Double?
    /// `http.log.error.log0`.
    var logger: String?
    var message: String?
    var status: Int?
    /// Of the body that was sent.
    var size: UInt64?
    /// `fileserver.(*FileServer).ServeHTTP (staticfiles.go:255)`.
    var trace: String?
    var host: String?
    var method: String?
    /// The `Content-Length` of the answer.
    var announcedSize: UInt64?
    /// The directory, or the file, that a handler was at.
    var path: String?
    /// Of an error page that failed: what it was for.
    var first: First?

    struct First: Hashable {
        var message: String?
        var status: Int?
        var trace: String?
    }
}

extension LogEntry {
    /// Nil for what is no whole JSON object.
    init?(parsing line: [UInt8]) {
        self.init()
        do throws(JSONScanner.Malformed) {
            var scanner = JSONScanner(line)
            let isObject = try scanner.object { (scanner, name) throws(JSONScanner.Malformed) in
                try self.take(name, &scanner)
            }
            try scanner.end()
            guard isObject else { return nil }
        } catch {
            return nil
        }
    }

    private mutating func take(_ name: String, _ value: inout JSONScanner) throws(JSONScanner.Malformed) {
        switch name {
        case "level": level = try value.string().map(LogEntry.plainLevel)
        case "ts": time = try value.time()
        case "logger": logger = try value.string()
        case "msg": message = try value.string()
        case "status": status = try value.integer()
        case "size": size = try value.integer()
        case "err_trace": trace = try value.string()
        case "root", "filename": path = try value.string()
        case "request":
            try value.object { (value, name) throws(JSONScanner.Malformed) in
                switch name {
                case "host": self.host = try value.string()
                case "method": self.method = try value.string()
                default: try value.skip()
                }
            }
        case "resp_headers":
            try value.object { (value, name) throws(JSONScanner.Malformed) in
                guard name == "Content-Length" else { return try value.skip() }
                self.announcedSize = try value.first { (value) throws(JSONScanner.Malformed) in try value.string() }
                    .flatMap { UInt64($0) }
            }
        case "first_error":
            var error = First()
            let isObject = try value.object { (value, name) throws(JSONScanner.Malformed) in
                switch name {
                case "msg": error.message = try value.string()
                case "status": error.status = try value.integer()
                case "err_trace": error.trace = try value.string()
                default: try value.skip()
                }
            }
            first = isObject ? error : nil
        default: try value.skip()
        }
    }

    /// `\u{1b}[34mINFO\u{1b}[0m` → `info`.
    private static func plainLevel(_ text: String) -> String {
        var level = Substring(text)
        if level.hasPrefix("\u{1b}["), let end = level.firstIndex(of: "m") { level = level[level.index(after: end)...] }
        return level.prefix { $0 != "\u{1b}" }.lowercased()
    }
}

extension JSONScanner {
    fileprivate mutating func integer<Number: FixedWidthInteger>() throws(Malformed) -> Number? {
        try number().flatMap { Number($0) }
    }

    fileprivate mutating func time() throws(Malformed) -> Double? {
        LogTime.parse(json: try raw())
    }
}
