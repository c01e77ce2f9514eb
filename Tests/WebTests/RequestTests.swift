import Testing

@testable import Web

@Suite("Request")
struct RequestTests {
    @Test(
        "may ask for these targets",
        arguments: [
            "/", "/metrics", "/metrics?collect%5B%5D=volume", "*", "http://a:1/b", "/%20%7e%C3%a9", "/ü", "/a;b=c?d#e",
        ]
    )
    func goodTargets(target: String) {
        #expect(RequestTarget.fault(in: Array(target.utf8)) == nil)
    }

    @Test(
        "may not ask for these",
        arguments: [
            "", " /", "/a b", "/ ", "/a\tb", "/a\rb", "/a\nb", "/\u{0}", "/\u{7f}", "/\u{1f}",
            "/%", "/%4", "/%4g", "/%g4", "/%-1", "/%00", "/%0a", "/%0D", "/%7F", "/%1f", "/?%zz", "/%%20",
        ]
    )
    func badTargets(target: String) {
        #expect(RequestTarget.fault(in: Array(target.utf8)) == .malformed)
    }

    @Test("has a target of 8000 bytes at most")
    func longTargets() {
        #expect(RequestTarget.fault(in: [UInt8](repeating: 0x2f, count: 8000)) == nil)
        #expect(RequestTarget.fault(in: [UInt8](repeating: 0x2f, count: 8001)) == .targetTooLong)
    }

    @Test("may have no target at all: libmicrohttpd then gives none")
    func absentTarget() {
        let bits = unsafe beginRequest(context: nil, target: nil, connection: nil)

        #expect(RequestState(bits: UInt(bitPattern: bits)).fault == .malformed)
    }

    @Test(
        "may name scheme and host, as for a proxy",
        arguments: [
            ("/a/b", "/a/b"), ("http://host:1/a", "/a"), ("http://host", "/"), ("https://[::1]:1/", "/"), ("*", "*"),
            ("/a://b/c", "/a://b/c"), ("metrics", "metrics"), ("", ""),
        ]
    )
    func paths(target: String, path: String) {
        #expect(RequestTarget.path(of: target) == path)
    }

    @Test("is remembered in the bits of one pointer", arguments: [nil, .malformed, .targetTooLong] as [RequestFault?])
    func bits(fault: RequestFault?) {
        var state = RequestState(targetLength: 100_000, fault: fault)
        state.isBegun = true
        state.received = 1 << 40

        #expect(RequestState(bits: state.bits) == state)
        #expect(state.targetLength == 8001)
    }
}
