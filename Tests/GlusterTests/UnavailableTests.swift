import Testing

@testable import Gluster

@Suite("Reasons why Gluster is unavailable")
struct UnavailableTests {
    @Test("say what went wrong")
    func descriptions() {
        #expect(GlusterUnavailable.noVolumes("why").description == "no volumes: why")
        #expect(GlusterUnavailable.worker(.openHung).description == "worker replaced: open_hung")
    }

    @Test("are told apart")
    func unavailable() {
        #expect(GlusterUnavailable.noVolumes("why").kind == "no_volumes")
        #expect(
            WorkerEnd.allCases.map { GlusterUnavailable.worker($0).kind } == [String](repeating: "worker", count: 6)
        )
    }
}
