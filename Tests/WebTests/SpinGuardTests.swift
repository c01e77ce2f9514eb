import Testing

@testable import Web

@Suite("The guard against spinning")
struct SpinGuardTests {
    @Test("lets the loop rest when nothing comes, later while an answer is sent")
    func rest() {
        var guardian = SpinGuard()
        for _ in 0..<3 { guardian.noteNothing() }
        #expect(guardian.wait(.zero, isAnswering: false) == .zero)
        guardian.noteNothing()
        #expect(guardian.wait(.zero, isAnswering: false) == .milliseconds(5))
        #expect(guardian.wait(.seconds(1), isAnswering: false) == .seconds(1))
        for _ in 0..<1000 { guardian.noteNothing() }
        #expect(guardian.wait(.zero, isAnswering: true) == .zero)
        for _ in 0..<10_000 { guardian.noteNothing() }
        #expect(guardian.wait(.zero, isAnswering: true) == .milliseconds(5))
        guardian.noteProgress()
        #expect(guardian.wait(.zero, isAnswering: false) == .zero)
    }
}
