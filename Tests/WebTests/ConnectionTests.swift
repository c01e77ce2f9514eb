import Testing

@testable import Web

@Suite("Connection", .timeLimit(.minutes(1)))
struct ConnectionTests {
    private let server: Server

    init() throws {
        server = try .test()
    }

    @Test("serves one request after the other, also when they come at once")
    func keepAlive() throws {
        let client = try Client(to: server.port)
        for _ in 0..<5 {
            #expect(try client.ask("GET /-/healthy HTTP/1.1").bodyText == "Healthy.\n")
        }
        client.send(String(repeating: "GET /-/ready HTTP/1.1\r\nHost: test\r\n\r\n", count: 5).utf8)
        for _ in 0..<5 {
            #expect(try client.answer().bodyText == "Ready.\n")
        }
    }

    @Test("ends after a request of HTTP/1.0")
    func oldVersion() throws {
        let client = try Client(to: server.port)
        client.send("GET /-/healthy HTTP/1.0\r\n\r\n".utf8)

        #expect(try client.answer().bodyText == "Healthy.\n")
        #expect(try client.rest() == [])
    }

    @Test(
        "goes on after a method that is not allowed",
        arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "X"]
    )
    func methods(method: String) throws {
        let client = try Client(to: server.port)
        let answer = try client.ask("\(method) /metrics HTTP/1.1")

        #expect(
            answer.text == """
                HTTP/1.1 405 Method Not Allowed
                Content-Type: text/plain; charset=utf-8
                X-Content-Type-Options: nosniff
                Allow: GET, HEAD
                Content-Length: 20

                Method not allowed.

                """
        )
        #expect(try client.ask("GET /-/healthy HTTP/1.1").status == "200 OK")
    }

    @Test("throws a short body away", arguments: ["POST", "GET"])
    func bodies(method: String) throws {
        let client = try Client(to: server.port)
        let path = "\(method) /-/healthy HTTP/1.1\r\nHost: test\r\n"
        let body = String(repeating: "x", count: 65536)
        client.send("\(path)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        client.send("\(path)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".utf8)
        let status = method == "GET" ? "200 OK" : "405 Method Not Allowed"

        #expect(try client.answer().status == status)
        #expect(try client.answer().status == status)
        #expect(try client.ask("GET /-/healthy HTTP/1.1").status == "200 OK")
    }

    @Test("does not wait for a long body")
    func longBodies() throws {
        let announced = try Client(to: server.port)
        let answer = try announced.ask("POST / HTTP/1.1", "Content-Length: 65537")
        #expect(answer.status == "405 Method Not Allowed")
        #expect(answer.header("Connection") == "close")

        let expecting = try Client(to: server.port)
        let refusal = try expecting.ask("PUT / HTTP/1.1", "Content-Length: 99999", "Expect: 100-continue")
        #expect(refusal.status == "405 Method Not Allowed")

        let endless = try Client(to: server.port)
        endless.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n".utf8)
        endless.send(repeatElement(0, count: 0x20000))
        #expect(try endless.rest() == [])
    }

    @Test(
        "ends when it is not clear where the body does",
        arguments: [
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: 1\r\nContent-Length: 1",
            "Content-Length: 1\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked, gzip",
            "Transfer-Encoding: gzip",
            "Content-Length: ",
            "Content-Length: -1",
            "Content-Length: +1",
            "Content-Length: 0x1",
            "Content-Length: 1, 1",
            "Content-Length: 99999999999999999999999",
        ]
    )
    func smuggling(headers: String) throws {
        let client = try Client(to: server.port)
        client.send("GET /-/healthy HTTP/1.1\r\nHost: test\r\n\(headers)\r\n\r\n".utf8)
        client.send("GET /-/healthy HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        let answer = try client.answer()

        #expect(["400 Bad Request", "413 Content Too Large"].contains(answer.status))
        #expect(answer.header("Connection") == "close")
        #expect(try !String(decoding: client.rest(), as: UTF8.self).contains("200 OK"))
    }

    @Test(
        "ends when it is not clear where a line does",
        arguments: [
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\rHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\nB: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\rB: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n",
            "GET / HTTP/1.1\r\nB: b\u{0}b\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\n b\r\n\r\n",
            "GET / HTTP/1.1\r\n: b\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nB: \nContent-Length: 0\r\n\r\n",
        ]
    )
    func lineEnds(request: String) throws {
        let client = try Client(to: server.port)
        client.send(request.utf8)

        #expect(try client.answer().status == "400 Bad Request")
        #expect(try client.rest() == [])
    }

    @Test("takes headers without a value, with spaces around it, and empty lines before a request")
    func unusualHeaders() throws {
        let client = try Client(to: server.port)
        for _ in 0..<2 {
            client.send("\r\n".utf8)
            let answer = try client.ask("GET /-/healthy HTTP/1.1", "A:", "B:  b  ", "C: \t", "D:d")
            #expect(answer.status == "200 OK")
        }
        client.send(String(repeating: "GET /-/ready HTTP/1.1\r\nHost: a\r\nA: \r\n\r\n", count: 300).utf8)
        for _ in 0..<300 {
            #expect(try client.answer().status == "200 OK")
        }
        let old = try Client(to: server.port)
        old.send("GET / HTTP/1.0\r\n\r\n".utf8)
        #expect(try old.answer().status == "200 OK")
    }

    @Test("ends unless it is clear which host is meant", arguments: ["", "Host: a\r\nhost: a\r\n"])
    func hosts(headers: String) throws {
        let client = try Client(to: server.port)
        client.send("GET / HTTP/1.1\r\n\(headers)\r\n".utf8)

        #expect(try client.answer().status == "400 Bad Request")
        #expect(try client.rest() == [])
    }

    @Test(
        "ends after a target that makes no sense",
        arguments: [
            ("/metrics%00", "400 Bad Request"),
            ("/metrics%zz", "400 Bad Request"),
            ("/metrics\u{0}", "400 Bad Request"),
            ("/\u{0}HTTP/1.1", "400 Bad Request"),
            ("/metrics\u{1}", "400 Bad Request"),
            ("/metrics ", "400 Bad Request"),
            ("/a b", "400 Bad Request"),
            ("/a\rb", "400 Bad Request"),
            ("/" + String(repeating: "a", count: 8000), "414 URI Too Long"),
            ("/" + String(repeating: "a", count: 100_000), "414 URI Too Long"),
        ]
    )
    func targets(target: String, status: String) throws {
        let client = try Client(to: server.port)
        client.send("GET \(target) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        let answer = try client.answer()

        #expect(answer.status == status)
        #expect(answer.header("Connection") == "close")
    }
}
