import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Fetch

@Suite("A request is bounded", .timeLimit(.minutes(1)))
struct FetchLimitTests {
    @Test("by its deadline, when the server says nothing")
    func silent() {
        let server = FakeServer(tcp: { $0.waitForEnd() })
        #expect(kind(server, deadline: .milliseconds(50)) == .timeout)
    }

    @Test("by its deadline, when the server sends byte after byte")
    func dripping() {
        let server = FakeServer(tcp: { peer in
            peer.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
            while peer.send([0x20]) {}
        })
        #expect(kind(server, deadline: .milliseconds(50)) == .timeout)
    }

    @Test("by its deadline, which may have passed already")
    func late() {
        let server = FakeServer(tcp: { $0.waitForEnd() })
        #expect(kind(server, deadline: .zero) == .timeout)
    }

    @Test("in size: it stops to read at the limit")
    func endless() {
        let sent = Counter()
        let server = FakeServer(tcp: { peer in
            peer.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
            let piece = [UInt8](repeating: 0x61, count: 1 << 16)
            while peer.send(piece) { sent.add(piece.count) }
        })
        #expect(kind(server, limit: 1 << 20) == .tooLarge)
        #expect(sent.value < 32 << 20)
    }

    @Test("in size, exactly")
    func exact() throws {
        let server = FakeHTTP { _ in FakeHTTP.reply(200, String(repeating: "a", count: 100)) }
        var request = FetchRequest(.tcp(host: "127.0.0.1", port: server.port), "/", sizeLimit: 100)
        #expect(try request.send().body.count == 100)
        request.sizeLimit = 99
        #expect(throws: FetchError(.tooLarge, request.endpoint, "the reply is longer than 99 bytes")) {
            try request.send()
        }
    }

    @Test("in the size of what a compressed reply inflates to")
    func bomb() throws {
        // 1 MiB of zeros.
        let bomb = try #require(Data(base64Encoded: Self.bomb))
        let server = FakeServer(tcp: { peer in
            _ = peer.receive(1)
            peer.send(Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n".utf8))
            peer.send(Array(bomb))
            peer.waitForEnd()
        })
        #expect(kind(server, limit: 1 << 19) == .tooLarge)
        #expect(kind(server, limit: 1 << 20) == nil)
    }

    @Test("in headers without end")
    func headers() {
        let server = FakeServer(tcp: { peer in
            peer.send(Array("HTTP/1.1 200 OK\r\n".utf8))
            while peer.send(Array("X-A: b\r\n".utf8)) {}
        })
        #expect(kind(server) == .tooLarge)
    }

    @Test("leaves no descriptor behind, whatever happens")
    func descriptors() throws {
        let server = FakeHTTP { _ in FakeHTTP.reply(200, "x") }
        let mute = FakeServer(tcp: { $0.waitForEnd() })
        func all() {
            for _ in 0..<20 {
                _ = try? FetchRequest(.tcp(host: "127.0.0.1", port: server.port), "/").send()
                _ = try? FetchRequest(.unix(path: "/tmp/no-such.sock"), "/").send()
                _ = kind(mute, deadline: .milliseconds(1))
            }
        }
        all()
        let sockets = Self.clientSockets(to: [server.port, mute.port])
        #expect(sockets == 0)
    }

    /// Descriptors of ours that are connected to one of these ports.
    private static func clientSockets(to ports: [UInt16]) -> Int {
        (0..<CInt(1024)).count { descriptor in
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let found = unsafe withUnsafeMutablePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getpeername(descriptor, $0, &size) == 0
                }
            }
            return found && address.sin_family == AF_INET && ports.contains(UInt16(bigEndian: address.sin_port))
        }
    }

    private func kind(
        _ server: FakeServer,
        deadline: Duration = .seconds(20),
        limit: Int = 1 << 20
    ) -> FetchError.Kind? {
        do throws(FetchError) {
            let endpoint = Endpoint.tcp(host: "127.0.0.1", port: server.port)
            _ = try FetchRequest(endpoint, "/", deadline: deadline, sizeLimit: limit).send()
            return nil
        } catch {
            return error.kind
        }
    }

    private static let bomb =
        "H4sIAAAAAAACA+3BMQEAAADCoPVPbQhfoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPgMc6jinAAAQ"
        + "AA=="
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add(_ more: Int) { count.withLock { $0 += more } }
}
