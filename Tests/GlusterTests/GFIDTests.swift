import Testing

@testable import Gluster

@Suite("GFIDs")
struct GFIDTests {
    @Test("are read from text and from bytes, and written as they were")
    func proper() throws {
        let text = "4588d010-0480-4d33-8f4d-4cda551f64a7"
        let gfid = try #require(GFID(text))

        #expect(gfid.description == text)
        #expect(gfid.bytes.count == 16)
        #expect(gfid.bytes[0] == 0x45)
        #expect(gfid.bytes[15] == 0xa7)
        #expect(GFID(gfid.bytes) == gfid)
        #expect(GFID.root.description == "00000000-0000-0000-0000-000000000001")
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "xattrop-4588d010-0480-4d33-8f4d-4cda551f64a7", "4588d010-0480-4d33-8f4d-4cda551f64a",
            "4588d010-0480-4d33-8f4d-4cda551f64ag", "4588d010x0480-4d33-8f4d-4cda551f64a7",
            "4588D010-0480-4D33-8F4D-4CDA551F64A7", "4588d0100480-4d33-8f4d-4cda551f64a7-", "ééééééééé-ééééé",
        ]
    )
    func others(_ text: String) {
        #expect(GFID(text) == nil)
    }

    @Test("have sixteen bytes")
    func lengths() {
        #expect(GFID([UInt8]()) == nil)
        #expect(GFID([UInt8](repeating: 0, count: 15)) == nil)
        #expect(GFID([UInt8](repeating: 0, count: 17)) == nil)
    }
}
