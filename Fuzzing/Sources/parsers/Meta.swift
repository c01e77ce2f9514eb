import Fuzz
import Glibc
import Host
import Synchronization

@testable import Gluster

/// Any bytes as what a mount's `.meta` holds, the files one after the other: read twice, whether reading resets them or
/// not, totals are numbers that do not fall, and nothing is read that is secret.
@Sendable func tryMeta(_ bytes: [UInt8]) -> String? {
    let resets = bytes.first.map { $0 & 1 } == 1
    let input = Array(bytes.dropFirst())
    let files = MetaArchive(input, resets: resets)
    var reader = MetaReader()
    var last: MountClient?
    for _ in 0..<3 {
        guard let client = try? reader.read("/mnt", files) else { break }
        if let fault = fault(in: client) { return fault }
        if let last, let fault = fault(from: last, to: client, resets: resets) { return fault }
        last = client
    }
    if let secret = files.secret { return "\(secret) was read" }
    _ = MetaFile.release(input)
    _ = MetaGraph.pid(graph: input.text)
    return faultInProfile(input)
}

private func fault(in client: MountClient) -> String? {
    let totals = Array(client.operations.values) + client.bricks.values.compactMap(\.total)
    return totals.contains { !$0.seconds.isFinite || $0.seconds < 0 } ? "seconds that are none: \(totals)" : nil
}

private func fault(from last: MountClient, to next: MountClient, resets: Bool) -> String? {
    for (name, total) in last.operations {
        guard let now = next.operations[name] else { continue }
        if now.count < total.count || now.seconds < total.seconds { return "\(name) fell from \(total) to \(now)" }
        if !resets, now != total { return "\(name) rose from \(total) to \(now), and nothing has happened" }
    }
    return nil
}

/// Of a profile in two parts, each operation has as much as both parts have of it.
private func faultInProfile(_ bytes: [UInt8]) -> String? {
    let lines = wholeLines(of: bytes)
    let whole = MetaProfile.parse(lines.flatMap(\.self))
    var sum: [String: MountClient.OperationTotal] = [:]
    for line in lines {
        for (name, total) in MetaProfile.parse(line) {
            sum[name, default: MountClient.OperationTotal(count: 0, seconds: 0)] += total
        }
    }
    return whole == sum ? nil : "\(whole) instead of \(sum)"
}

/// Files as Tests/GlusterTests/Samples/mounts has them, without their lengths: `=== file PATH`, `=== link PATH TARGET`,
/// `=== list PATH`.
private final class MetaArchive: MountFiles {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var links: [String: String] = [:]
        var lists: [String: [String]] = [:]
        var secret: String?
    }

    private let state = Mutex(State())
    private let resets: Bool

    init(_ bytes: [UInt8], resets: Bool) {
        self.resets = resets
        var place = ("", "")
        for line in wholeLines(of: bytes) {
            if line.starts(with: "=== ".utf8) {
                let words = line.dropLast().text.split(separator: " ", maxSplits: 2).map(String.init)
                place = words.count == 3 ? (words[1], words[2]) : ("", "")
                if place.0 == "link", let space = place.1.firstIndex(of: " ") {
                    let target = String(place.1[place.1.index(after: space)...])
                    state.withLock { $0.links[String(place.1[..<space])] = target }
                }
                continue
            }
            state.withLock { state in
                switch place.0 {
                case "file": state.files[place.1, default: []] += line
                case "list": state.lists[place.1, default: []].append(line.dropLast().text)
                default: break
                }
            }
        }
    }

    var secret: String? { state.withLock { $0.secret } }

    func device(_ path: String) throws(SystemError) -> String { "0:42" }

    func read(_ path: String) throws(SystemError) -> [UInt8] {
        let name = relative(path)
        let bytes: [UInt8]? = state.withLock { state in
            if name.hasSuffix("/options/password") || name.hasSuffix("/options/username") { state.secret = name }
            defer { if resets, name.hasSuffix("/profile") { state.files[name] = [] } }
            return state.files[name]
        }
        guard let bytes else { throw SystemError("open", code: ENOENT) }
        return bytes
    }

    func link(_ path: String) throws(SystemError) -> String {
        guard let link = state.withLock({ $0.links[relative(path)] }) else {
            throw SystemError("readlink", code: ENOENT)
        }
        return link
    }

    func list(_ path: String) throws(SystemError) -> [String] {
        guard let list = state.withLock({ $0.lists[relative(path)] }) else {
            throw SystemError("opendir", code: ENOENT)
        }
        return list
    }

    private func relative(_ path: String) -> String { String(path.dropFirst("/mnt/.meta/".count)) }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
