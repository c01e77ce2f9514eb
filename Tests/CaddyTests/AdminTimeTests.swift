import Testing

@testable import Caddy

@Suite("An answer in time", .timeLimit(.minutes(1)))
struct AdminTimeTests {
    @Test("is given")
    func early() async {
        #expect(await value(within: .seconds(50)) { 7 } == 7)
    }

    @Test("is not waited for when it does not come")
    func late() async {
        let isLate: Int? = await value(within: .milliseconds(20)) {
            for await _ in AsyncStream<Never>(bufferingPolicy: .unbounded, { _ in }) {}
            return 7
        }
        #expect(isLate == nil)
    }
}

@Suite("What is told of Caddys")
struct AdminEventTests {
    private let refused = CaddyError(.refused, "a: no")

    @Test("are the changes, each once")
    func changes() {
        typealias Told = CaddySource.Told
        let up = Told(pid: 1)
        let down = Told(pid: 1, error: refused)
        let events = { CaddySource.events(from: $0, to: $1) }
        #expect(events([:], ["a": up]) == [.found(caddy: "a", pid: 1)])
        #expect(events(["a": up], ["a": up]) == [])
        #expect(events([:], ["a": down]) == [.found(caddy: "a", pid: 1), .failing(caddy: "a", refused)])
        #expect(events(["a": up], ["a": down]) == [.failing(caddy: "a", refused)])
        #expect(events(["a": down], ["a": down]) == [])
        #expect(events(["a": down], ["a": up]) == [.answering(caddy: "a")])
        #expect(events(["a": up], ["b": up]) == [.lost(caddy: "a"), .found(caddy: "b", pid: 1)])
        #expect(events(["a": up], ["a": Told(pid: 2)]) == [.found(caddy: "a", pid: 2)])
        #expect(events(["a": up], ["a": Told(pid: nil)]) == [])
        let unread = Told(pid: 1, configurationProblem: refused)
        #expect(events(["a": up], ["a": unread]) == [.configurationUnread(caddy: "a", refused)])
        #expect(events(["a": unread], ["a": unread]) == [])
        let worded = CaddyError(.refused, "a: no, at 5 o'clock")
        #expect(events(["a": down], ["a": Told(pid: 1, error: worded)]) == [])
        #expect(events(["a": unread], ["a": Told(pid: 1, configurationProblem: worded)]) == [])
        let other = CaddyError(.timeout, "a: no")
        #expect(events(["a": down], ["a": Told(pid: 1, error: other)]) == [.failing(caddy: "a", other)])
    }
}
