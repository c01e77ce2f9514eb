import Foundation
import TestSupport
import Testing

@testable import Fetch

@Suite("A request", .timeLimit(.minutes(1)))
struct FetchTests {
    private let get = { @Sendable (endpoint: Endpoint, host: String?) throws(FetchError) -> Reply in
        try FetchRequest(endpoint, "/metrics", host: host, deadline: .seconds(20)).send()
    }

    @Test("is one GET over TCP, with the name that the endpoint has")
    func tcp() throws {
        let server = FakeHTTP { _ in FakeHTTP.reply(200, "a 1\n") }
        let endpoint = Endpoint.tcp(host: "127.0.0.1", port: server.port)
        #expect(
            try get(endpoint, nil)
                == Reply(status: 200, contentType: "text/plain; version=0.0.4", body: Array("a 1\n".utf8))
        )
        let request = try #require(server.requests.first)
        #expect(request.line == "GET /metrics HTTP/1.1")
        #expect(request.headers.sorted() == ["Accept-Encoding: gzip", "Accept: */*", "Host: 127.0.0.1:\(server.port)"])
    }

    @Test("finds localhost where only 127.0.0.1 listens")
    func localhost() throws {
        let server = FakeHTTP { _ in FakeHTTP.reply(404, "") }
        #expect(try get(.tcp(host: "localhost", port: server.port), nil).status == 404)
    }

    @Test("goes over a Unix socket, with any Host, or an empty one", arguments: ["", "127.0.0.1", "localhost:2019"])
    func unix(host: String) throws {
        let server = FakeHTTP(unix: FakeServer.newPath()) { _ in FakeHTTP.reply(200, "") }
        #expect(try get(.unix(path: server.path), host).body.isEmpty)
        #expect(server.requests.first?.header("Host") == host)
    }

    @Test("takes no proxy from the environment, and follows no redirect")
    func straight() throws {
        unsafe setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsafe unsetenv("http_proxy") }
        let server = FakeHTTP { _ in "HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n" }
        #expect(try get(.tcp(host: "127.0.0.1", port: server.port), nil).status == 302)
        #expect(server.requests.map(\.path) == ["/metrics"])
    }

    @Test("reads chunks and what trails them")
    func chunks() throws {
        let body = "5\r\nhello\r\n6\r\n world\r\n0\r\nEtag: \"x\"\r\n\r\n"
        let server = FakeHTTP { _ in "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Etag\r\n\r\n\(body)" }
        let reply = try get(.tcp(host: "127.0.0.1", port: server.port), nil)
        #expect(reply == Reply(status: 200, body: Array("hello world".utf8)))
    }

    @Test("tells what went wrong")
    func failures() {
        #expect(failure(.tcp(host: "127.0.0.1", port: 1)) == (.refused, ECONNREFUSED))
        #expect(failure(.tcp(host: "localhost", port: 1)) == (.refused, ECONNREFUSED))
        #expect(failure(.unix(path: "/tmp/no-such.sock")) == (.missing, ENOENT))
        #expect(failure(.unix(path: "/dev/null")) == (.refused, ECONNREFUSED))
        #expect(failure(.unix(path: "/tmp/\(String(repeating: "x", count: 200))")) == (.other, ENAMETOOLONG))
        for host in ["", "a b", "a/b", "a@b", "a\r\nb", "ä"] {
            #expect(failure(.tcp(host: host, port: 1)) == (.other, EINVAL))
        }
        let error = FetchError(.refused, .tcp(host: "::1", port: 1), "connect: Connection refused")
        #expect(error.description == "[::1]:1: connect: Connection refused")
    }

    @Test("has no way to say more than one request")
    func injection() {
        let server = FakeHTTP { _ in FakeHTTP.reply(200, "") }
        let endpoint = Endpoint.tcp(host: "127.0.0.1", port: server.port)
        for path in ["", "metrics", "/a b", "/a\r\nX: y", "/\u{e4}"] {
            #expect(throws: FetchError.self) { try FetchRequest(endpoint, path).send() }
        }
        #expect(failure(endpoint, host: "a\r\nX: y") == (.other, EINVAL))
        #expect(server.requests.isEmpty)
    }

    @Test(
        "makes an error of what is no whole HTTP",
        arguments: [
            "", "hello\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhe",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        ]
    )
    func garbage(answer: String) {
        let server = FakeHTTP { _ in answer }
        #expect(failure(.tcp(host: "127.0.0.1", port: server.port))?.0 == .protocol)
    }

    @Test("survives a thousand wounded answers")
    func fuzz() {
        let sample = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nE: x\r\n\r\n".utf8)
        for bytes in Fuzz.mutations(of: sample, 1000) {
            let server = FakeServer(tcp: { peer in
                _ = peer.receive(1)
                peer.send(bytes)
                shutdown(peer.socket, CInt(SHUT_WR))
                peer.waitForEnd()
            })
            _ = try? get(.tcp(host: "127.0.0.1", port: server.port), nil)
        }
    }

    private func failure(_ endpoint: Endpoint, host: String? = nil) -> (FetchError.Kind, CInt?)? {
        do throws(FetchError) {
            _ = try get(endpoint, host)
            return nil
        } catch {
            return (error.kind, error.code)
        }
    }
}

private func == (left: (FetchError.Kind, CInt?)?, right: (FetchError.Kind, CInt?)) -> Bool {
    left?.0 == right.0 && left?.1 == right.1
}
