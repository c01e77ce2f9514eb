import Synchronization
import Testing

@testable import Web

@Suite("The end of a server", .timeLimit(.minutes(1)))
struct StopTests {
    /// Sends a request as soon as it is told to.
    private final class Sender: Sendable {
        private let client: Mutex<Client>
        private let request: String

        init(_ client: sending Client, _ request: String) {
            self.client = Mutex(client)
            self.request = request
        }

        func send() {
            client.withLock { $0.send("\(request) HTTP/1.1\r\nHost: test\r\n\r\n".utf8) }
        }

        func rest() throws -> [UInt8] { try client.withLock { try $0.rest() } }
    }

    @Test("does not wait for a request that comes when everything else is answered")
    func late() throws {
        let listener = try Listener(ListenAddress(parsing: "127.0.0.1:0"), Listener.Access(mode: 0))
        let mailbox = try Mailbox()
        let reloading = Sender(try Client(to: listener.port), "POST /-/reload")
        let last = Sender(try Client(to: listener.port), "GET /metrics?last")
        let first = Sender(try Client(to: listener.port), "GET /metrics?first")
        let scrapes = Atomic(0)
        var routes = TestSource().routes
        // The server is told to stop in its first scrape, knows it in its second one, and then hears of a reload.
        routes.scrape = { _, _, _ in
            if scrapes.add(1, ordering: .relaxed).newValue == 1 {
                mailbox.send(.stop)
                last.send()
            } else {
                reloading.send()
            }
            return []
        }
        routes.reload = { _ in }
        let clock = TestClock()
        let loop = Loop(ServerSettings(addresses: []), routes, mailbox, tell: { _ in }) {
            clock.advance(by: .seconds(1))
            return clock.now
        }
        mailbox.send(.serve(ServerSettings(addresses: []), routes, [listener]))
        first.send()
        loop.run()

        #expect(scrapes.load(ordering: .relaxed) == 2)
        #expect(try reloading.rest() == [])
    }
}
