import Exposition
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Caddy

@Suite("Roots of internal authorities", .timeLimit(.minutes(1)))
struct AuthorityBookTests {
    private final class Answers: Sendable {
        let failing = Mutex<[String: String]>([:])
    }

    private let answers = Answers()
    private let server: FakeHTTP
    private let configuration: CaddyConfiguration

    init() throws {
        let root = try AdminSamples.text("pki-ca-local.json")
        server = FakeHTTP(tcp: { [answers] request in
            answers.failing.withLock { $0[request.path] } ?? FakeHTTP.reply(200, root, type: "application/json")
        })
        var configuration = CaddyConfiguration()
        configuration.authorities = ["a", "b"]
        self.configuration = configuration
    }

    private func fail(_ id: String, _ reply: String?) {
        answers.failing.withLock { $0["/pki/ca/\(id)"] = reply }
    }

    @Test("are not known any more when they are refused, and not asked for again")
    func refused() throws {
        var client = AdminClient(try #require(AdminAddress("127.0.0.1:\(server.port)")))
        var book = AuthorityBook()
        func read() -> [String] {
            book.read(configuration, &client, Budget(.seconds(20)))
            return book.times.map(\.name)
        }
        #expect(read() == ["a", "b"])
        fail("a", FakeHTTP.reply(500, "no"))
        #expect(read() == [])
        #expect(read() == ["b"])
        fail("a", nil)
        #expect(read() == ["b"])
        #expect(server.requests.map(\.path) == ["a", "b", "a", "b", "b"].map { "/pki/ca/\($0)" })
    }

    @Test("are asked for again when the time was over")
    func timeout() throws {
        var client = AdminClient(try #require(AdminAddress("127.0.0.1:\(server.port)")))
        var book = AuthorityBook()
        book.read(configuration, &client, Budget(.seconds(20)))
        book.read(configuration, &client, Budget(.zero))
        #expect(book.times == [])
        book.read(configuration, &client, Budget(.seconds(20)))
        #expect(book.times.map(\.name) == ["a", "b"])
    }

    @Test("of an admin API that is not where its configuration says are not asked for, nor kept")
    func elsewhere() throws {
        var client = AdminClient(try #require(AdminAddress("127.0.0.1:\(server.port)")))
        var book = AuthorityBook()
        book.read(configuration, &client, Budget(.seconds(20)))
        var moved = configuration
        moved.adminAddress = "localhost:1"
        book.read(moved, &client, Budget(.seconds(20)))
        #expect(book.times == [] && server.requests.count == 2)
    }
}
