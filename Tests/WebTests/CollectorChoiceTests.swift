import Testing

@testable import Web

@Suite("A choice of collectors")
struct CollectorChoiceTests {
    private func choose(_ arguments: (String, String)...) throws -> Set<String>? {
        try chosenCollectors(arguments.map { (name: $0.0, value: $0.1) }, of: ["volume", "brick", "heal"])
    }

    @Test("is all of them, unless some are named")
    func choices() throws {
        #expect(try choose() == nil)
        #expect(try choose(("x", "y"), ("collect", "volume")) == nil)
        #expect(try choose(("collect[]", "volume")) == ["volume"])
        #expect(
            try choose(("collect[]", "volume"), ("collect[]", "heal"), ("collect[]", "heal")) == ["volume", "heal"]
        )
        #expect(try choose(("exclude[]", "volume")) == ["brick", "heal"])
        #expect(try choose(("exclude[]", "volume"), ("exclude[]", "brick"), ("exclude[]", "heal")) == [])
    }

    @Test("is refused when it names none of those that run, or says both")
    func refusals() {
        let unknown = #expect(throws: BadChoice.self) { try choose(("collect[]", "bri\u{7}ck")) }
        let both = #expect(throws: BadChoice.self) { try choose(("collect[]", "heal"), ("exclude[]", "brick")) }
        #expect(throws: BadChoice.self) { try choose(("exclude[]", "")) }

        #expect(
            unknown?.description == "No collector \"bri\\u{07}ck\" runs here; allowed: volume, brick, heal."
        )
        #expect(both?.description == "collect[] and exclude[] cannot be asked for together.")
    }
}
