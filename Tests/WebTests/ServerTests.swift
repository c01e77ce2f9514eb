import Synchronization
import Testing

@testable import Web

@Suite("Server", .timeLimit(.minutes(1)))
struct ServerTests {
    private let source = TestSource()
    private let server: Server

    init() throws {
        server = try .test(source.routes)
    }

    @Test("serves metrics in the format and packing that was asked for")
    func metrics() throws {
        let client = try Client(to: server.port)

        #expect(
            try client.ask("GET /metrics HTTP/1.1").text == """
                HTTP/1.1 200 OK
                Content-Type: text/plain; version=0.0.4; charset=utf-8
                X-Content-Type-Options: nosniff
                Vary: Accept, Accept-Encoding
                Cache-Control: no-store
                Content-Length: 14

                text identity

                """
        )
        let packed = try client.ask(
            "GET /metrics?x=y HTTP/1.1",
            "accept: application/openmetrics-text;version=0.0.1;q=0.5",
            "Accept-Encoding: gzip;q=0.1",
            "Accept: application/openmetrics-text;version=1.0.0;escaping=dots"
        )
        #expect(
            packed.text == """
                HTTP/1.1 200 OK
                Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=dots
                X-Content-Type-Options: nosniff
                Vary: Accept, Accept-Encoding
                Cache-Control: no-store
                Content-Encoding: gzip
                Content-Length: 17

                openMetrics gzip

                """
        )
    }

    @Test(
        "answers a HEAD like a GET, without the body",
        arguments: ["/", "/metrics", "/-/healthy", "/-/ready", "/nowhere"]
    )
    func head(path: String) throws {
        let client = try Client(to: server.port)
        let get = try client.ask("GET \(path) HTTP/1.1")
        let head = try client.ask("HEAD \(path) HTTP/1.1")

        #expect(head.head.filter { !$0.hasPrefix("Date:") } == get.head.filter { !$0.hasPrefix("Date:") })
        #expect(head.header("Content-Length") == "\(get.body.count)")
        #expect(head.body.isEmpty)
    }

    @Test("has a page for people, a health check, and nothing else")
    func otherPaths() throws {
        let client = try Client(to: server.port)

        #expect(
            try client.ask("GET / HTTP/1.1").text == """
                HTTP/1.1 200 OK
                Content-Type: text/html; charset=utf-8
                X-Content-Type-Options: nosniff
                Content-Security-Policy: default-src 'none'
                Referrer-Policy: no-referrer
                Cache-Control: no-store
                Content-Length: 16

                <h1>Grüße</h1>
                """
        )
        #expect(try client.ask("GET /-/healthy HTTP/1.1").bodyText == "Healthy.\n")
        #expect(
            try client.ask("GET /metrics/ HTTP/1.1").text == """
                HTTP/1.1 404 Not Found
                Content-Type: text/plain; charset=utf-8
                X-Content-Type-Options: nosniff
                Content-Length: 11

                Not found.

                """
        )
    }

    @Test("is ready when it says so")
    func readiness() throws {
        let client = try Client(to: server.port)
        source.isReady.withLock { $0 = false }
        let before = try client.ask("GET /-/ready HTTP/1.1")
        source.isReady.withLock { $0 = true }
        let after = try client.ask("GET /-/ready HTTP/1.1")

        #expect(before.status == "503 Service Unavailable")
        #expect(before.bodyText == "Not ready: nothing has been collected yet.\n")
        #expect(after.status == "200 OK")
        #expect(after.bodyText == "Ready.\n")
    }

    @Test("serves metrics where it is told to")
    func telemetryPath() throws {
        var routes = source.routes
        routes.telemetryPath = "/gluster"
        let server = try Server.test(routes)
        let client = try Client(to: server.port)

        #expect(try client.ask("GET /gluster HTTP/1.1").bodyText == "text identity\n")
        #expect(try client.ask("GET /metrics HTTP/1.1").status == "404 Not Found")
    }

    @Test("passes bytes on as they are")
    func bytes() throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        var routes = source.routes
        routes.scrape = { _, _, _ in body }
        let server = try Server.test(routes)
        let answer = try Client(to: server.port).ask("GET /metrics HTTP/1.1", "Accept-Encoding: gzip")

        #expect(answer.header("Content-Encoding") == "gzip")
        #expect(answer.body == body)
    }

    @Test("answers 200 requests at the same time from one scrape")
    func parallelRequests() throws {
        let clients = try (0..<200).map { _ in try Client(to: server.port) }
        for client in clients {
            client.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        }
        for client in clients {
            #expect(try client.answer().bodyText == "text identity\n")
        }
        #expect(source.scrapes.load(ordering: .relaxed) == 1)
        #expect(server.requestCounts == [200: 200])
    }

    @Test("counts every answer, also those that libmicrohttpd gives by itself")
    func counts() throws {
        let client = try Client(to: server.port)
        for path in ["/", "/metrics", "/-/healthy", "/nowhere", "/elsewhere"] {
            _ = try client.ask("GET \(path) HTTP/1.1")
        }
        _ = try client.ask("PUT / HTTP/1.1")
        for lines in ["GET /%00 HTTP/1.1", "GET / HTTP/1.1\r\nBad name: x", "GET / HTTP/7.0"] {
            let client = try Client(to: server.port)
            client.send("\(lines)\r\nHost: test\r\n\r\n".utf8)
            _ = try client.rest()
        }
        #expect(server.requestCounts == [200: 3, 404: 2, 405: 1, 400: 2, 505: 1])
    }
}
