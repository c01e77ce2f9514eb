import Testing

@testable import Gluster

@Suite("The volfile of one brick")
struct BrickVolfileTests {
    @Test("is the client's own block, with the ping timeout that was asked for")
    func exact() throws {
        let text = try #require(try Samples.volfile("photos").brick("photos-client-1", pingTimeout: 3))
        #expect(
            String(decoding: text, as: UTF8.self) == """
                volume photos-client-1
                    type protocol/client
                    option send-gids true
                    option strict-locks off
                    option transport.socket.keepalive-count 9
                    option transport.socket.keepalive-interval 2
                    option transport.socket.keepalive-time 20
                    option transport.tcp-user-timeout 0
                    option transport.socket.ssl-enabled off
                    option password 00000000-0000-4000-8000-000000000000-word
                    option username 00000000-0000-4000-8000-000000000000-user
                    option transport.address-family inet
                    option transport-type tcp
                    option remote-subvolume /mnt/lab/node2/bricks/photos-2
                    option remote-host 127.1.1.2
                    option ping-timeout 3
                    option frame-timeout 30
                    option event-threads 1
                end-volume

                """
        )
    }

    @Test("keeps the bytes of a path that is not UTF-8")
    func latin1() throws {
        let text = try #require(try Samples.volfile("latin1").brick("latin1-client-0", pingTimeout: 3))
        #expect(
            text.firstRange(of: Array("option remote-subvolume /mnt/lab/node1/bricks/gr".utf8) + [0xfc, 0x6e, 0x0a])
                != nil
        )
    }

    @Test("exists for clients only")
    func others() throws {
        let volfile = try Samples.volfile("photos")
        #expect(volfile.brick("photos-replicate-0", pingTimeout: 3) == nil)
        #expect(volfile.brick("photos-client-3", pingTimeout: 3) == nil)
        #expect(volfile.brick("", pingTimeout: 3) == nil)
    }

    @Test("does not exist where a name would be a command, or the beginning of a text", arguments: ["`", "\"", "\\"])
    func activeNames(_ mark: String) throws {
        let block = "type protocol/client\nend-volume\n"
        let name = try Volfile.parse(Array("volume a\(mark)b\n\(block)".utf8))
        let option = try Volfile.parse(Array("volume a\noption b\(mark) c\n\(block)".utf8))

        #expect(name.brick("a\(mark)b", pingTimeout: 3) == nil)
        #expect(option.brick("a", pingTimeout: 3) == nil)
    }

    @Test("of each brick of each sample says the same as the volume's, but for the ping timeout")
    func everyBrick() throws {
        for sample in Samples.names {
            let whole = try Samples.volfile(sample)
            for brick in whole.graph(of: sample).bricks {
                let alone = try Volfile.parse(try #require(whole.brick(brick.client, pingTimeout: 5)))
                #expect(alone.blocks.map(\.name) == [brick.client])
                #expect(
                    options(alone, brick)
                        == options(whole, brick).merging([
                            "ping-timeout": Array("5".utf8), "frame-timeout": Array("30".utf8),
                            "event-threads": Array("1".utf8),
                        ]) { $1 }
                )
            }
        }
    }

    @Test(
        "writes a value as one word of Gluster's lexer",
        arguments: [
            ("/b/a'b", "/b/a'b"), ("/b/a#b", "/b/a#b"), ("/b/{*};$x", "/b/{*};$x"), ("/b/grün", "/b/grün"),
            ("\"/b/two words\"", "\"/b/two words\""), ("/b/two words", "\"/b/two words\""), ("/b/a\tb", "\"/b/a\tb\""),
            ("/b/a\"b", "\"/b/a\\\"b\""), ("/b/a\\b", "\"/b/a\\\\b\""), ("#b", "\"#b\""), ("\"\"", "\"\""),
            ("/b/`id`", "\"/b/\\`id\\`\""), ("\"\\`id\\`\"", "\"\\`id\\`\""),
        ]
    )
    func words(_ given: String, _ written: String) throws {
        let volfile = try Volfile.parse(
            "volume c\ntype protocol/client\noption remote-subvolume \(given)\nend-volume".utf8
        )
        let text = try #require(volfile.brick("c", pingTimeout: 3))
        #expect(
            String(decoding: text, as: UTF8.self) == """
                volume c
                    type protocol/client
                    option remote-subvolume \(written)
                    option ping-timeout 3
                    option frame-timeout 30
                    option event-threads 1
                end-volume

                """
        )
        let again = try Volfile.parse(text)
        #expect(again["c"]?["remote-subvolume"] == volfile["c"]?["remote-subvolume"])
    }

    private func options(_ volfile: Volfile, _ brick: Brick) -> [String: [UInt8]] {
        let options = volfile[brick.client]?.options ?? []
        return Dictionary(options.map { ($0.name, Array($0.value)) }) { $1 }
    }
}
