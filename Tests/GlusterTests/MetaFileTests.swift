import TestSupport
import Testing

@testable import Gluster

@Suite("Files under /.meta")
struct MetaFileTests {
    /// From a real client, `VOL-client-0/private`.
    private let text = """
        [xlator.protocol.client.photos-client-0.priv]
        connected = 1
        total_bytes_read = 2740
        ping_timeout = 42
        total_bytes_written = 3468
        ping_msgs_sent = 1
        msgs_sent = 10

        """

    @Test("tell whether a client is connected")
    func connected() {
        #expect(MetaFile.isConnected(Array(text.utf8)) == true)
        #expect(MetaFile.isConnected(Array(text.replacing("connected = 1", with: "connected = 0").utf8)) == false)
        #expect(MetaFile.isConnected(Array(text.replacing("connected", with: "linked").utf8)) == nil)
        #expect(MetaFile.isConnected([]) == nil)
    }

    @Test("have values behind an equals sign, blanks apart, the first of each name")
    func values() {
        let text = Array("a=1\n b = 2 3 \nb = 4\nc =\nd\n\n = 5\ne = f = g\n\u{ff} = 6".utf8)
        #expect(
            ["a", "b", "c", "d", "", "e"].map { MetaFile.value($0, in: text) } == ["1", "2 3", nil, nil, "5", "f = g"]
        )
    }

    @Test("tell the release of the library")
    func release() {
        #expect(MetaFile.release(Array("{ \n  \"Package Version\": \"10.3\"\n}".utf8)) == "10.3")
        for text in ["", "{}", "\"Package Version\"", "{\"Package\": \"10.3\"}", "10.3"] {
            #expect(MetaFile.release(Array(text.utf8)) == nil)
        }
    }

    @Test("do no harm, whatever they hold")
    func hostile() {
        for bytes in Fuzz.mutations(of: Array(text.utf8), 5000) { _ = MetaFile.isConnected(bytes) }
        for bytes in Fuzz.noise(5000) { #expect(MetaFile.release(bytes) == nil) }
    }
}
