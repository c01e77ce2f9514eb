import Testing

@testable import Host

@Suite("A sum of what others count")
struct SaturationTests {
    @Test("stays at the largest number when there is no room for it")
    func limit() {
        #expect((3 as UInt64).saturated(adding: 4) == 7)
        #expect(UInt64.max.saturated(adding: 0) == .max)
        #expect((UInt64.max - 1).saturated(adding: 1) == .max)
        #expect(UInt64.max.saturated(adding: .max) == .max)
    }
}
