import CMicroHTTPD
import Glibc

@testable import Web

nonisolated(unsafe) private let stages = [Stage(isGuarded: false), Stage(isGuarded: true)]

/// The first byte says which server is asked, and in which pieces; the others are what the client sends.
@Sendable func tryRequests(_ bytes: [UInt8]) -> String? {
    guard let flags = bytes.first else { return nil }
    let isGuarded = flags & 1 != 0
    let input = bytes.dropFirst()
    let stage = stages[isGuarded ? 1 : 0]
    let before = stage.counted
    let output: [UInt8]
    switch stage.converse(input, piece: [4096, 1, 7, 64][Int(flags >> 1 & 3)]) {
    case .success(let bytes): output = bytes
    case .failure(let fault): return fault.text
    }
    let request = SentRequest(input)
    guard let answers = Answers(output, canLackBodies: input.firstRange(of: Array("HEAD".utf8)) != nil) else {
        return "not a row of whole answers: \(String(decoding: output, as: UTF8.self))"
    }
    return stage.counted - before == answers.final.count
        ? judge(answers.final, to: request, from: input, isGuarded)
        : "\(stage.counted - before) answers counted: \(String(decoding: output, as: UTF8.self))"
}

private func judge(
    _ statuses: [Int],
    to request: SentRequest,
    from input: ArraySlice<UInt8>,
    _ isGuarded: Bool
) -> String? {
    // "dTpw" is the base64 of the one user and password that there are.
    if isGuarded, statuses.contains(200), input.firstRange(of: Array("dTpw".utf8)) == nil {
        return "let in without a password"
    }
    // For libmicrohttpd (0.9.75) a line that is a colon alone, and ends without CR, is the end of the head, and it leaves
    // no trace of the colon: what follows is another request, and the rules for one cannot be held against both.
    guard input.firstRange(of: Array("\n:\n".utf8)) == nil else { return nil }
    guard let first = statuses.first else {
        return request.isWhole && request.isPlain ? "a whole request got no answer" : nil
    }
    if first == 200, let target = request.target, RequestTarget.fault(in: target) != nil {
        return "a bad target got what it asked for"
    }
    if request.lengths > 1, first == 200 || statuses.count > 1 {
        return "a request of two lengths got \(statuses)"
    }
    return nil
}

/// The first request of what a client sends, as libmicrohttpd cuts it into lines.
private struct SentRequest {
    var target: ArraySlice<UInt8>?
    /// The lines that say how long the body is.
    var lengths = 0
    /// Whether all of its headers came.
    var isWhole = false
    /// Whether nothing about it is odd: it has to be answered.
    var isPlain = false

    init(_ input: ArraySlice<UInt8>) {
        let start = Self.withoutEmptyLines(input)
        var lines: [ArraySlice<UInt8>] = []
        var rest = start
        while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
            let line = rest[..<end]
            let isPair = rest[end...].starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
            rest = rest[(end + (isPair ? 2 : 1))...]
            if line.isEmpty {
                isWhole = true
                break
            }
            lines.append(line)
        }
        guard let line = lines.first else { return }
        let names = lines.dropFirst().compactMap { $0.firstIndex(of: UInt8(ascii: ":")).map($0.prefix(upTo:)) }
        lengths =
            names.filter { name in
                let name = String(decoding: name, as: UTF8.self).lowercased()
                return name == "content-length" || name == "transfer-encoding"
            }.count
        if let first = line.firstIndex(of: UInt8(ascii: " ")), let last = line.lastIndex(of: UInt8(ascii: " ")) {
            target = line[first..<last].drop { $0 == UInt8(ascii: " ") }
        }
        let text = String(decoding: line, as: UTF8.self)
        let head = String(decoding: start[..<rest.startIndex], as: UTF8.self).replacing("\r\n", with: "")
        let isOdd = head.utf8.contains { !(0x20...0x7E).contains($0) }
        let isUsual = ["GET / HTTP/1.1", "GET /metrics HTTP/1.1"].contains(text)
        isPlain = isUsual && !isOdd && lengths == 0 && lines.count < 20
    }

    /// Lines before the first one may be empty, and libmicrohttpd (0.9.75) takes one that begins with a zero byte for
    /// empty. No proxy passes on such a byte, so nobody takes it for the beginning of another request.
    private static func withoutEmptyLines(_ input: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isEnd = { (byte: UInt8) in byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") }
        var rest = input.drop(while: isEnd)
        // A carriage return alone does not end such a line.
        while rest.first == 0, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            rest = rest[end...].drop(while: isEnd)
        }
        return rest
    }
}

/// The answers that a client got.
private struct Answers {
    /// Their statuses, without those that only announce another one.
    var final: [Int] = []

    /// Nil when the bytes are not whole answers one after the other. Those to HEAD have no body.
    init?(_ output: [UInt8], canLackBodies: Bool) {
        var rest = output[...]
        while !rest.isEmpty {
            guard rest.starts(with: Array("HTTP/1.".utf8)), let end = rest.firstRange(of: Array("\r\n\r\n".utf8))
            else { return nil }
            let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            guard let words = head.first?.split(separator: " "), words.count >= 2, let status = Int(words[1])
            else { return nil }
            rest = rest[end.upperBound...]
            if status < 200 { continue }
            final.append(status)
            let length = head.first { $0.lowercased().hasPrefix("content-length: ") }.flatMap {
                Int($0.dropFirst("content-length: ".count))
            }
            // libmicrohttpd (0.9.75) sends the head of some answers of its own twice, and closes.
            if head.contains("Connection: close"), rest.starts(with: Array("HTTP/1.1 \(status)".utf8)) { return }
            if canLackBodies, rest.isEmpty || rest.starts(with: Array("HTTP/1.".utf8)) { continue }
            guard let length, rest.count >= length else { return nil }
            rest = rest.dropFirst(length)
        }
    }
}
