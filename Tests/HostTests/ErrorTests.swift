import Glibc
import Testing

@testable import Host

@Suite("Errors of the system")
struct ErrorTests {
    @Test("say what was tried and what went wrong")
    func descriptions() {
        #expect(SystemError("statfs", code: ENOTCONN).description == "statfs: Transport endpoint is not connected")
    }

    @Test("are of one of the kinds that a label can carry")
    func kinds() {
        let named: [(CInt, String)] = [
            (EIO, "io_error"), (ENOSPC, "no_space"), (EDQUOT, "no_space"), (ENOTCONN, "not_connected"),
            (ECONNABORTED, "not_connected"), (ECONNREFUSED, "not_connected"), (ECONNRESET, "not_connected"),
            (EHOSTUNREACH, "not_connected"),
            (ENETUNREACH, "not_connected"), (ENOENT, "not_found"), (EACCES, "permission"), (EPERM, "permission"),
            (EROFS, "read_only"), (ESTALE, "stale_handle"), (ETIMEDOUT, "timeout"), (EINVAL, "other"),
        ]
        for (code, kind) in named { #expect(SystemError("x", code: code).kind == kind) }
        for code in -1...200 as ClosedRange<CInt> {
            #expect(SystemError.kinds.contains(SystemError("x", code: code).kind))
        }
        #expect(Set(named.map(\.1)) == Set(SystemError.kinds))
        #expect(SystemError.kinds == SystemError.kinds.sorted())
    }
}
