import Fuzz

@testable import Gluster
@testable import GlusterRPC

/// Any bytes as what comes over a Gluster socket. The first one says as which part of it.
@Sendable func tryMessages(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst(2))
    switch (bytes.first ?? 0) % 5 {
    case 0: return faultInRecords(input, by: bytes.dropFirst().first ?? 0)
    case 1: return faultInDict(input)
    case 2: return faultInReply(input)
    case 3: return faultInProfile(Dict(text: pairs(of: input)))
    default: return faultInCrawls(Dict(text: pairs(of: input)))
    }
}

/// In whichever pieces they come, records are the same.
private func faultInRecords(_ bytes: [UInt8], by seed: UInt8) -> String? {
    let limit = 512
    var assembler = RecordAssembler(limit: limit)
    var found: [[UInt8]] = []
    var isRefused = false
    do throws(RPCError) {
        for piece in pieces(of: bytes, by: seed) {
            var rest = piece
            while let record = try assembler.add(rest) {
                found.append(record)
                rest = []
            }
        }
    } catch {
        isRefused = true
    }
    let expected = records(in: bytes, limit: limit)
    return found == expected.whole && isRefused == expected.isRefused ? nil : "\(found) and not \(expected)"
}

/// By RFC 5531, in the simplest way.
private func records(in bytes: [UInt8], limit: Int) -> (whole: [[UInt8]], isRefused: Bool) {
    var whole: [[UInt8]] = []
    var record: [UInt8] = []
    var place = 0
    while place + 4 <= bytes.count {
        let length =
            Int(bytes[place] & 0x7f) << 24 | Int(bytes[place + 1]) << 16 | Int(bytes[place + 2]) << 8
            | Int(bytes[place + 3])
        guard record.count + length <= limit else { return (whole, true) }
        guard place + 4 + length <= bytes.count else { break }
        record += bytes[place + 4..<place + 4 + length]
        if bytes[place] & 0x80 != 0 {
            whole.append(record)
            record = []
        }
        place += 4 + length
    }
    return (whole, false)
}

private func faultInDict(_ bytes: [UInt8]) -> String? {
    guard let dict = try? Dict.parse(bytes) else { return nil }
    guard (try? Dict.parse(dict.wire)) == dict else { return "another dictionary: \(dict)" }
    guard let names = try? Glusterd.names(dict) else { return nil }
    return names.count == dict[integer: "count"] ? nil : "\(names.count) volumes"
}

private func faultInReply(_ bytes: [UInt8]) -> String? {
    guard let results = try? ReplyMessage.results(of: bytes, id: 1) else { return nil }
    var reader = results
    _ = try? Glusterd.dict(of: &reader)
    reader = results
    _ = try? BrickSocket.profile(&reader)
    reader = results
    guard let dict = try? TranslatorCall.output(of: &reader) else { return nil }
    return faultInProfile(dict) ?? faultInCrawls(dict)
}

private func faultInProfile(_ dict: Dict) -> String? {
    for unit in [LatencyUnit.nanoseconds, .microseconds, nil] {
        let profile = BrickProfile(volume: "photos", brick: "a:/b", dict, unit: unit)
        for (name, operation) in profile.operations {
            let seconds = [operation.seconds, operation.longest].compactMap { $0 }
            if seconds.contains(where: { !$0.isFinite || $0 < 0 }) {
                return "\(name) has a number that is none: \(seconds)"
            }
            if unit == nil, !seconds.isEmpty { return "\(name) has seconds of an unknown unit" }
            if !name.isOneLine || name.isEmpty { return "an operation \(name)" }
        }
    }
    return nil
}

private func faultInCrawls(_ dict: Dict) -> String? {
    guard let crawls = Crawl.list(dict, set: 0, child: 0, now: 1_795_207_846) else { return nil }
    if crawls.count > 1000 { return "\(crawls.count) crawls" }
    for crawl in crawls {
        if crawl.isRunning, crawl.end != nil { return "a crawl that runs has ended: \(crawl)" }
        if let end = crawl.end, end > 1_795_207_848 { return "a crawl ended later than now: \(crawl)" }
        if [crawl.start, crawl.end].contains(where: { !($0 ?? 0).isFinite }) { return "a time that is none: \(crawl)" }
    }
    return nil
}

/// Lines of a key and a value with `=` between them.
private func pairs(of bytes: [UInt8]) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let sides = line.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        pairs[Array(sides[0]).text] = sides.count == 2 ? Array(sides[1]).text : ""
    }
    return pairs
}
