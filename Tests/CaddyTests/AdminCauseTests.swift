import Fetch
import Glibc
import Testing

@testable import Caddy

@Suite("What kept us from asking")
struct AdminCauseTests {
    @Test(
        "is told by the code of the call",
        arguments: [
            (nil, .missing), (ENAMETOOLONG, .missing), (ENOTDIR, .missing), (ELOOP, .missing), (EMFILE, .permission),
            (ENFILE, .permission), (ENOMEM, .permission), (EHOSTUNREACH, .refused), (ECONNRESET, .refused),
        ] as [(CInt?, CaddyError.Kind)]
    )
    func other(code: CInt?, kind: CaddyError.Kind) {
        let place = Endpoint.tcp(host: "127.0.0.1", port: 1)
        let error = CaddyError(FetchError(.other, place, "connect: no", code: code), AdminAddress(place))
        #expect(error == CaddyError(kind, "127.0.0.1:1: connect: no"))
    }
}
