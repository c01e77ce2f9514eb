import Glibc
import GlusterRPC
import Host
import Testing

@testable import Gluster

@Suite("An error of a local socket")
struct LocalSocketErrorTests {
    @Test("names the socket once, and for a permission that is missing the user and what would grant it")
    func words() {
        let hang = RPCError.errno(step: "receive", code: ETIMEDOUT)
        #expect(LocalSocketError("/s", hang).description == "/s: receive: Connection timed out")
        #expect(
            LocalSocketError("/s", .errno(step: "connect to /s", code: EACCES), user: 7).description
                == "connect to /s: Permission denied (user 7; root or CAP_DAC_OVERRIDE may use it)"
        )
    }

    @Test("has one of few classes")
    func kinds() {
        let causes: [(RPCError, String)] = [
            (.errno(step: "", code: EACCES), "permission"), (.errno(step: "", code: EPERM), "permission"),
            (.errno(step: "", code: ENOENT), "missing"), (.errno(step: "", code: ECONNREFUSED), "refused"),
            (.errno(step: "", code: ETIMEDOUT), "timeout"), (.errno(step: "", code: EIO), "other"),
            (.malformed(""), "bad_reply"), (.oversized(limit: 1), "bad_reply"), (.refused(""), "bad_reply"),
            (.failed(code: 1, message: ""), "other"),
        ]
        for (cause, kind) in causes { #expect(LocalSocketError("/s", cause).kind == kind) }
        #expect(Set(causes.map(\.1)) == Set(LocalSocketError.kinds))
    }
}
