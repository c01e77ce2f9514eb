import Foundation
import Host
import Testing

@Suite("A source that comes late")
struct LateSourceTests {
    @Test("gives what is known, then what it is told to ask")
    func order() {
        let source = LateSource(1)
        #expect(source.value == 1)
        source.come { 2 }
        #expect(source.value == 2)
    }

    @Test("takes the same way at each question")
    func depth() {
        let source = LateSource(0)
        source.come { Thread.callStackReturnAddresses.count }
        let first = source.value
        for _ in 1...50 { _ = source.value }
        #expect(source.value == first)
    }
}
