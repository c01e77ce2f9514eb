import GlusterRPC
import TestSupport

extension FakeServer {
    /// A glusterd that has these volumes.
    static func glusterd(
        _ volumes: @autoclosure @escaping @Sendable () -> [String],
        at path: String = FakeServer.newPath()
    ) -> FakeServer {
        FakeServer(
            at: path,
            unix: { peer in
                _ = peer.receive(48)
                peer.send(listVolumesReply(volumes()))
            }
        )
    }

    private static func listVolumesReply(_ volumes: [String]) -> [UInt8] {
        var pairs = [("count", "\(volumes.count)")]
        for (index, name) in volumes.enumerated() { pairs.append(("volume\(index)", name)) }
        var dict = words(UInt32(pairs.count))
        for (name, value) in pairs {
            dict += words(UInt32(name.utf8.count), UInt32(value.utf8.count + 1)) + Array("\(name)\0\(value)\0".utf8)
        }
        var reply = XDRWriter()
        for word in [1, 1, 0, 0, 0, 0, 0, 0] as [UInt32] { reply.integer(word) }
        reply.opaque([])
        reply.opaque(dict)
        return words(0x8000_0000 | UInt32(reply.bytes.count)) + reply.bytes
    }

    private static func words(_ values: UInt32...) -> [UInt8] {
        var writer = XDRWriter()
        for value in values { writer.integer(value) }
        return writer.bytes
    }
}
