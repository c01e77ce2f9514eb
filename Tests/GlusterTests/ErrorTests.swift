import Glibc
import Testing

@testable import Gluster

@Suite("Errors of Gluster")
struct ErrorTests {
    @Test("say what was tried and what went wrong")
    func descriptions() {
        #expect(GlusterError("statfs", code: ENOTCONN).description == "statfs: Transport endpoint is not connected")
        #expect(GlusterUnavailable.noVolumes("why").description == "no volumes: why")
        #expect(GlusterUnavailable.worker(.openHung).description == "worker replaced: open_hung")
    }

    @Test("are of one of the kinds that a label can carry")
    func kinds() {
        let named: [(CInt, String)] = [
            (EIO, "io_error"), (ENOSPC, "no_space"), (EDQUOT, "no_space"), (ENOTCONN, "not_connected"),
            (ECONNREFUSED, "not_connected"), (ECONNRESET, "not_connected"), (EHOSTUNREACH, "not_connected"),
            (ENETUNREACH, "not_connected"), (ENOENT, "not_found"), (EACCES, "permission"), (EPERM, "permission"),
            (EROFS, "read_only"), (ESTALE, "stale_handle"), (ETIMEDOUT, "timeout"), (EINVAL, "other"),
        ]
        for (code, kind) in named { #expect(GlusterError("x", code: code).kind == kind) }
        for code in -1...200 as ClosedRange<CInt> {
            #expect(GlusterError.kinds.contains(GlusterError("x", code: code).kind))
        }
        #expect(Set(named.map(\.1)) == Set(GlusterError.kinds))
        #expect(GlusterError.kinds == GlusterError.kinds.sorted())
    }

    @Test("that made Gluster unavailable are told apart")
    func unavailable() {
        #expect(GlusterUnavailable.noVolumes("why").kind == "no_volumes")
        #expect(
            WorkerEnd.allCases.map { GlusterUnavailable.worker($0).kind } == [String](repeating: "worker", count: 6)
        )
    }
}
