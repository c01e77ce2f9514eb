import Foundation
import GlusterRPC
import Synchronization
import TestSupport

/// A glusterd that writes what it is given wherever it is told to, or does worse.
final class StateGlusterd: Sendable {
    enum Manner: Sendable {
        case proper
        /// It answers with an error, `NAME` in it standing for the file's.
        case failing(String)
        /// It answers, and has written nothing.
        case elsewhere
        /// It neither writes nor answers.
        case silent
    }

    struct State: Sendable {
        var manner = Manner.proper
        var content: [UInt8]
        /// The paths that it was told, in order.
        var asked: [String] = []
    }

    let socket: String
    /// Each question once it has come, with its path: later than the answer, if that was not awaited.
    let questions = Channel<String>()
    private let server: FakeServer
    private let state: Shared

    private final class Shared: Sendable {
        let value: Mutex<State>
        init(_ state: State) { value = Mutex(state) }
    }

    init(_ content: [UInt8], at path: String = FakeServer.newPath()) {
        let state = Shared(State(content: content))
        let questions = questions
        self.state = state
        socket = path
        server = FakeServer(
            at: path,
            unix: { peer in
                guard let file = Self.file(peer) else { return Self.answerVolumes(peer) }
                let now = state.value.withLock {
                    $0.asked.append(file)
                    return $0
                }
                questions.send(file)
                switch now.manner {
                case .proper:
                    _ = FileManager.default.createFile(atPath: file, contents: Data(now.content))
                    peer.send(Self.reply(["ofilepath": "/etc/passwd"]))
                case .failing(let words):
                    let name = String(file.split(separator: "/").last ?? "")
                    peer.send(Self.reply([:], words: words.replacing("NAME", with: name)))
                case .elsewhere: peer.send(Self.reply(["ofilepath": "/etc/passwd"]))
                case .silent: peer.waitForEnd()
                }
            }
        )
    }

    var asked: [String] { state.value.withLock { $0.asked } }

    func set(_ manner: Manner, content: [UInt8]? = nil) {
        state.value.withLock {
            $0.manner = manner
            $0.content = content ?? $0.content
        }
    }

    /// The file of a GET_STATE; nil for another call.
    private static func file(_ peer: Peer) -> String? {
        var mark = XDRReader(peer.receive(4))
        guard let length = try? mark.integer() else { return nil }
        var call = XDRReader(peer.receive(Int(length & 0x7fff_ffff)))
        for _ in 0..<10 { _ = try? call.integer() }
        guard let bytes = try? call.opaque(), let dict = try? Dict.parse(bytes), let directory = dict[text: "odir"],
            let name = dict[text: "filename"]
        else { return nil }
        return directory + name
    }

    private static func answerVolumes(_ peer: Peer) {
        peer.send(reply(["count": "0"]))
    }

    private static func reply(_ values: [String: String], words: String = "") -> [UInt8] {
        var reply = XDRWriter()
        let result = words.isEmpty ? 0 : UInt32.max
        for word in [1, 1, 0, 0, 0, 0, result, 0] as [UInt32] { reply.integer(word) }
        reply.opaque(Array(words.utf8))
        reply.opaque(Dict(text: values).wire)
        var mark = XDRWriter()
        mark.integer(0x8000_0000 | UInt32(reply.bytes.count))
        return mark.bytes + reply.bytes
    }
}
