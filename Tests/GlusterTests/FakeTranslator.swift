import Glibc
import GlusterRPC
import TestSupport

/// What a fake Gluster process does when it is asked.
enum FakeReply: Sendable {
    case values([String: String])
    /// It does not serve that brick.
    case elsewhere
    case failed(String)
    /// Nothing, until the other side gives up.
    case silence
}

extension FakeServer {
    /// A brick's process or a self-heal daemon; what it answers to a translator's name and a dictionary, a test says.
    static func translator(_ answer: @escaping @Sendable (String, Dict) -> FakeReply) -> FakeServer {
        FakeServer(unix: { peer in
            let mark = peer.receive(4).reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
            var reader = XDRReader(peer.receive(mark).dropFirst(40))  // Behind the header of the call.
            guard
                let name = try? reader.string(), (try? reader.integer()) != nil, let input = try? reader.opaque(),
                let dict = try? Dict.parse(input)
            else { return }
            switch answer(name, dict) {
            case .values(let values): peer.send(record(0, Dict(text: values).wire, ""))
            case .elsewhere: peer.send(record(-1, [], "xlator \(name) is not loaded"))
            case .failed(let message): peer.send(record(-1, [], message))
            case .silence: peer.waitForEnd()
            }
        })
    }

    private static func record(_ result: Int32, _ output: [UInt8], _ message: String) -> [UInt8] {
        var reply = XDRWriter()
        for word in [1, 1, 0, 0, 0, 0, UInt32(bitPattern: result), 0] as [UInt32] { reply.integer(word) }
        reply.opaque(output)
        reply.opaque(Array(message.utf8))
        var mark = XDRWriter()
        mark.integer(0x8000_0000 | UInt32(reply.bytes.count))
        return mark.bytes + reply.bytes
    }
}
