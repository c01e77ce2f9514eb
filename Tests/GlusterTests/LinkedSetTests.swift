import Glibc
import Host
import Testing

@testable import Gluster

@Suite("What a brick finds by a GFID that it made up")
struct LinkedSetTests {
    private let first = GFID(high: 7, low: 1)
    private let second = GFID(high: 7, low: 2)

    @Test("is asked for again when the GFID is unknown a moment later")
    func replaced() throws {
        var found = [first, first, second]
        var pauses = 0
        let names = try LinkedSet.read(pause: { pauses += 1 }) {
            found.removeFirst()
        } content: { gfid in
            gfid == second ? ["name"] : nil
        }
        #expect(names == ["name"])
        #expect(pauses == 2)
    }

    @Test("is an error, and not empty, while it stays unknown")
    func unknown() {
        var asked = 0
        #expect(throws: SystemError("lookup", code: ESTALE)) {
            try LinkedSet.read(attempts: 4, pause: {}) {
                first
            } content: { _ -> [String]? in
                asked += 1
                return nil
            }
        }
        #expect(asked == 4)
    }

    @Test("is nothing when there is no such name")
    func absent() throws {
        let names = try LinkedSet.read(pause: {}) {
            nil
        } content: { _ -> [String]? in
            ["name"]
        }
        #expect(names == nil)
    }
}
