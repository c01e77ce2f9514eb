import Foundation
import Fuzz

@testable import Caddy

/// Any bytes as a Caddy's log: each line is counted once, in whichever stretches they come; and an entry that Caddy could
/// have written tells what Foundation's JSON tells of it.
@Sendable func tryCaddyLog(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    switch (bytes.first ?? 0) % 8 {
    case 0: return faultInEntry(input)
    case 1, 2, 3:
        var entries: [UInt8] = []
        var expected = Expected()
        var choices = Choices(input)
        repeat { entries += expected.add(&choices) } while !choices.isOver
        let tally = LogTally(of: entries, .json)
        let isSame = tally.counts == expected.counts && tally.lastEntry == expected.lastEntry
        return isSame ? nil : "\(tally.counts) instead of \(expected.counts): \(entries.text)"
    default: return faultInLines(input, [.json, .unknown, .other][Int(bytes.first ?? 0) % 3])
    }
}

private let names = SiteNames([
    CaddySite(name: "a", hosts: ["a.example"], listen: [":443"], roots: [.path("/srv")]),
    CaddySite(name: "b", hosts: ["*.example"], listen: [":443"], roots: [.path("/srv/b")]),
    CaddySite(name: ":80", listen: [":80"]),
])

extension LogTally {
    fileprivate init(of bytes: [UInt8], _ format: LogContext.Format) {
        self.init(LogContext(names, format))
        take(bytes.span.bytes)
    }
}

private func faultInLines(_ bytes: [UInt8], _ format: LogContext.Format) -> String? {
    let lines = wholeLines(of: bytes)
    guard !lines.isEmpty else { return nil }
    let whole = LogTally(of: Array(lines.joined()), format)
    var single = LogTally(LogContext(names, format))
    for line in lines { single.take(line.span.bytes) }
    let counts = whole.counts
    guard counts == single.counts, whole.unparsedLines == single.unparsedLines,
        whole.untrustedLines == single.untrustedLines, whole.lastEntry == single.lastEntry
    else { return "\(whole), but line by line \(single)" }
    let sum =
        counts.entries.values.reduce(0, +) + counts.writeErrors.values.reduce(0, +) + whole.unparsedLines
        + whole.untrustedLines
    if sum != lines.count { return "\(sum) of \(lines.count) lines are counted" }
    let sites = Set(
        counts.storageErrors.keys.map(\.site) + counts.handlerErrors.keys.map(\.site)
            + counts.serverErrors.keys.map(\.site) + Array(counts.shortResponses.keys)
    )
    if !sites.allSatisfy(names.contains) { return "sites that are none: \(sites)" }
    if format == .other, whole.untrustedLines != sum { return "a log is believed that anybody writes to" }
    return (whole.lastEntry ?? 0).isFinite ? nil : "a time that is none"
}

/// One line as JSON: what Foundation takes for an object is one for us.
private func faultInEntry(_ bytes: [UInt8]) -> String? {
    guard !bytes.contains(0), bytes.first != 0xef, deepest(bytes) <= 64,
        let object = try? JSONSerialization.jsonObject(with: Data(bytes)), let members = object as? [String: Any]
    else { return nil }
    guard let entry = LogEntry(parsing: bytes) else { return "not taken, though it is an object" }
    guard bytes.ranges(of: Array("\"msg\"".utf8)).count == 1, !bytes.contains(UInt8(ascii: "\\")) else { return nil }
    guard let message = members["msg"] else { return nil }
    return entry.message == message as? String ? nil : "\(entry.message ?? "nothing") instead of \(message)"
}

private func deepest(_ bytes: [UInt8]) -> Int {
    var (depth, deepest) = (0, 0)
    for byte in bytes {
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
        deepest = max(deepest, depth)
    }
    return deepest
}

/// What entries tell that are written here as Caddy writes them.
private struct Expected {
    var counts = LogCounts()
    var lastEntry: Double?

    /// Writes the next one.
    mutating func add(_ choices: inout Choices) -> [UInt8] {
        let level = choices.one(of: ["info", "error", "warn", "debug", "INFO", "\u{1b}[34mInfo\u{1b}[0m", "fatal"])
        let time = choices.one(of: [
            "1795207846.02", "1795207846", "\"2026-11-20T16:05:57.192-0500\"", "\"noon\"", "17",
        ])
        var line = "{\"level\":\(quoted(level)),\"ts\":\(time)"
        if choices.number(below: 8) > 0 {
            let logger = choices.one(of: [
                "http.log.access", "http.log.access.log0", "http.log.error", "http.log.error.log0",
                "http.handlers.file_server", "tls", "http.log.accessory",
            ])
            line += ",\"logger\":\(quoted(logger))"
        }
        line += ",\"msg\":\(quoted(message(&choices)))"
        var keys: Set = ["level", "ts", "logger", "msg"]
        var members: [(key: String, value: String)] = []
        for _ in 0..<choices.number(below: 12) {
            let member = member(&choices)
            if keys.insert(member.0).inserted { members.append(member) }
        }
        // Caddy writes these in this order, whatever else there is before them.
        let last = ["size", "status", "resp_headers"]
        for member in members where !last.contains(member.key) { line += ",\(quoted(member.key)):\(member.value)" }
        for member in last.compactMap({ key in members.first { $0.key == key } }) {
            line += ",\(quoted(member.key)):\(member.value)"
        }
        line += "}\n"
        count(line)
        return Array(line.utf8)
    }

    private mutating func count(_ line: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)), let all = object as? [String: Any]
        else { return }
        let entry = LogEntry(all)
        lastEntry = entry.time
        counts.entries[["debug", "info", "warn", "error"].first { $0 == entry.level } ?? "other", default: 0] += 1
        let site = entry.host.map(names.site(host:)) ?? entry.path.map(names.site(path:)) ?? "other"
        switch entry.verdict {
        case .storage(let kind)?: counts.storageErrors[LogCounts.Key(site, kind), default: 0] += 1
        case .handler(let name)?: counts.handlerErrors[LogCounts.Key(site, name), default: 0] += 1
        case .server(let code)?: counts.serverErrors[LogCounts.Key(site, code), default: 0] += 1
        case .short?: counts.shortResponses[site, default: 0] += 1
        case nil: break
        }
    }
}

private func message(_ choices: inout Choices) -> String {
    choices.one(of: [
        "handled request", "open /srv/a: stale NFS file handle", "stat /srv/b: transport endpoint is not connected",
        "invalid argument", "could not get info about directory entry", "error handling handler error",
        "template: /a:1:2: executing \"/a\" at <include \"/b\">: error calling include: read /srv/b: input/output error",
        choices.text(),
    ])
}

/// One that an entry may have, its value as JSON.
private func member(_ choices: inout Choices) -> (String, String) {
    switch choices.number(below: 9) {
    case 0: return ("status", choices.one(of: ["200", "206", "404", "500", "503", "599", "0", "\"500\"", "200.5"]))
    case 1: return ("size", choices.one(of: ["0", "10", "4096", "18446744073709551615", "-1", "\"10\""]))
    case 2:
        let method = choices.one(of: ["GET", "HEAD", choices.text()])
        return ("request", object(["method": method, "host": host(&choices)]))
    case 3:
        let length = choices.one(of: ["10", "4097", "0", choices.text()])
        return ("resp_headers", "{\"Server\":[\"Caddy\"],\"Content-Length\":[\(quoted(length))]}")
    case 4:
        let handlers = ["fileserver.(*FileServer).ServeHTTP (a.go:1)", "reverseproxy.x", "templates.y"]
        return ("err_trace", quoted(choices.one(of: handlers)))
    case 5: return ("root", quoted(choices.one(of: ["/srv", "/srv/b/c", choices.text()])))
    case 6: return ("first_error", object(["msg": message(&choices), "err_trace": "fileserver.x"]))
    case 7: return ("error", "{\"status\":\(choices.byte()),\"size\":1,\"list\":[\(quoted(choices.text())),{}]}")
    default: return (choices.text(), quoted(choices.text()))
    }
}

private func host(_ choices: inout Choices) -> String {
    choices.one(of: ["a.example", "A.example:443", "x.example", "[::1]:80", "elsewhere", choices.text()])
}

private func object(_ members: [String: String]) -> String {
    let pairs = members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
    return "{\(pairs.joined(separator: ","))}"
}

/// As Go's zap writes a text.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\", "\"": quoted += "\\\(scalar)"
        case "\n": quoted += "\\n"
        case "\r": quoted += "\\r"
        case "\t": quoted += "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u00" + (digits.count < 2 ? "0" : "") + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

extension LogEntry {
    /// By Foundation.
    fileprivate init(_ members: [String: Any]) {
        self.init()
        let request = members["request"] as? [String: Any]
        let headers = members["resp_headers"] as? [String: Any]
        let error = members["first_error"] as? [String: Any]
        let colour = members["level"] as? String
        level = colour.map { $0.lowercased().split(separator: "m").last { !$0.hasPrefix("\u{1b}") } ?? "" }
            .map { String($0.prefix { $0 != "\u{1b}" }) }
        time =
            (members["ts"] as? NSNumber).flatMap { LogTime.parse("\($0)") }
            ?? (members["ts"] as? String).flatMap(LogTime.parse)
        logger = members["logger"] as? String
        message = members["msg"] as? String
        status = whole(members["status"]).flatMap { Int($0) }
        size = whole(members["size"]).flatMap { UInt64($0) }
        trace = members["err_trace"] as? String
        host = request?["host"] as? String
        method = request?["method"] as? String
        announcedSize = (headers?["Content-Length"] as? [Any])?.first.flatMap { $0 as? String }.flatMap { UInt64($0) }
        path = members["root"] as? String ?? members["filename"] as? String
        if let error {
            first = First(
                message: error["msg"] as? String,
                status: whole(error["status"]).flatMap { Int($0) },
                trace: error["err_trace"] as? String
            )
        }
    }
}

/// A number as it was written, if it is a whole one.
private func whole(_ value: Any?) -> String? {
    guard let number = value as? NSNumber else { return nil }
    let text = "\(number)"
    return text.contains(".") ? nil : text
}
