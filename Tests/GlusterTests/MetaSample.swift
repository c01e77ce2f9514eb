import Foundation
import Glibc
import Host
import Synchronization
import Testing

@testable import Gluster

/// The `.meta` of a real mount, GlusterFS 10.3, as a file system: `photos`; after three volume sets, with md-cache off
/// and nl-cache and io-cache on (`switched`); with brick 2 killed (`brick-down`); of a mount of `/dir`
/// (`subdirectory`).
final class MetaSample: MountFiles {
    static let root = "/mnt/photos"
    static let device = "0:42"

    private struct State {
        var files: [String: [UInt8]] = [:]
        var links: [String: String] = [:]
        var lists: [String: [String]] = [:]
        var opened: [String] = []
        var failure: SystemError?
    }

    private let state: Mutex<State>
    /// Whether reading a profile empties it, as release 10 does.
    private let resets: Bool

    init(_ name: String, resets: Bool = true) throws {
        self.resets = resets
        state = Mutex(Self.parse(Array(try Self.bytes("\(name).meta"))))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let file = Bundle.module.url(forResource: "Samples/mounts/\(name)", withExtension: nil)
        return Array(try Data(contentsOf: #require(file)))
    }

    /// Every path that was read.
    var opened: [String] { state.withLock { $0.opened } }
    var graph: String { state.withLock { $0.links["graphs/active"] ?? "" } }

    func set(_ path: String, _ text: String) {
        state.withLock { $0.files[path] = Array(text.utf8) }
    }

    func text(_ path: String) -> String {
        String(decoding: state.withLock { $0.files[path] } ?? [], as: UTF8.self)
    }

    func fail(_ failure: SystemError?) {
        state.withLock { $0.failure = failure }
    }

    /// The volume file has changed: what was there is there under a new name, and has counted nothing yet.
    func switchGraph(to name: String) {
        state.withLock { state in
            let old = "graphs/\(state.links["graphs/active"] ?? "")/"
            for (path, bytes) in state.files where path.hasPrefix(old) {
                let isProfile = path.hasSuffix("/profile") && !path.contains("/meta-autoload/")
                state.files["graphs/\(name)/" + path.dropFirst(old.count)] = isProfile ? [] : bytes
            }
            state.lists["graphs/\(name)"] = state.lists[String(old.dropLast())]
            state.lists["graphs", default: []].append(name)
            state.links["graphs/active"] = name
        }
    }

    func device(_ path: String) throws(SystemError) -> String {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        return Self.device
    }

    func read(_ path: String) throws(SystemError) -> [UInt8] {
        let name = relative(path)
        let bytes: [UInt8]? = state.withLock { state in
            state.opened.append(name)
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

    private func relative(_ path: String) -> String { String(path.dropFirst(Self.root.count + "/.meta/".count)) }

    private static func parse(_ bytes: [UInt8]) -> State {
        var state = State()
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0a) {
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ", maxSplits: 2).map(
                String.init
            )
            rest = rest[(end + 1)...]
            guard words.count == 3, words[0] == "===" else { continue }
            if words[1] == "link", let space = words[2].firstIndex(of: " ") {
                state.links[String(words[2][..<space])] = String(words[2][words[2].index(after: space)...])
                continue
            }
            guard let space = words[2].lastIndex(of: " "), let count = Int(words[2][words[2].index(after: space)...])
            else { continue }
            let path = String(words[2][..<space])
            if words[1] == "file" {
                state.files[path] = Array(rest.prefix(count))
                rest = rest.dropFirst(count + 1)
            } else {
                let names = rest.split(separator: 0x0a, maxSplits: count).prefix(count)
                state.lists[path] = names.map { String(decoding: $0, as: UTF8.self) }
                rest = rest[(names.last?.endIndex ?? rest.startIndex)...].dropFirst()
            }
        }
        return state
    }
}
