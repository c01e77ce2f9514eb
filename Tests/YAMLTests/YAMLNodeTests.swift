import Testing

@testable import YAML

@Suite("YAML")
struct YAMLNodeTests {
    @Test("becomes a tree that knows its lines and columns")
    func tree() throws {
        let node = try YAMLNode.compose(Array("b: [x, '']\na:\n  c: |\n    é\n".utf8))
        #expect(
            node
                == .mapping(
                    1,
                    1,
                    [
                        .init(
                            key: "b",
                            mark: YAMLMark(line: 1, column: 1),
                            value: .sequence(1, 4, [.scalar(1, 5, "x"), .scalar(1, 8, "", isPlain: false)])
                        ),
                        .init(
                            key: "a",
                            mark: YAMLMark(line: 2, column: 1),
                            value: .mapping(
                                3,
                                3,
                                [
                                    .init(
                                        key: "c",
                                        mark: YAMLMark(line: 3, column: 3),
                                        value: .scalar(3, 6, "é\n", isPlain: false)
                                    )
                                ]
                            )
                        ),
                    ]
                )
        )
    }

    @Test("may be 32 levels deep", arguments: [31, 32, 33, 100_000])
    func depth(_ levels: Int) throws {
        // The innermost level is the empty text in the brackets, or one less level without it.
        let flow = Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        let block = Array((String(repeating: "- ", count: min(levels, 1000) - 1) + "x").utf8)
        for bytes in [flow, block] {
            if levels <= 32 {
                #expect(try YAMLNode.compose(bytes) != nil)
            } else {
                let fault = Fault(line: 1, reason: "nested deeper than 32 levels")
                #expect(throws: fault) { try YAMLNode.compose(bytes) }
            }
        }
    }

    @Test("may be 1 MiB long")
    func size() throws {
        let comment = Array(("#" + String(repeating: "x", count: YAMLNode.sizeLimit - 1)).utf8)
        #expect(try YAMLNode.compose(comment) == nil)
        #expect(throws: Fault(reason: "larger than 1 MiB")) { try YAMLNode.compose(comment + [0x78]) }

        let scalar = Array(String(repeating: "x", count: YAMLNode.sizeLimit).utf8)
        #expect(
            try YAMLNode.compose(scalar)?.content == .scalar(String(decoding: scalar, as: UTF8.self), isPlain: true)
        )
    }

    @Test("keeps zero bytes that a text spells out")
    func zero() throws {
        #expect(try YAMLNode.compose(Array(#""a\0b""#.utf8))?.content == .scalar("a\0b", isPlain: false))
    }

    @Test(
        "must be UTF-8",
        arguments: [
            ([0x61, 0x3A, 0x0A, 0xFF], 2, "invalid leading UTF-8 octet (column 1)"),
            ([0x61, 0xC3], 1, "incomplete UTF-8 octet sequence (column 2)"),
            ([0x0A, 0x61, 0xC3, 0x28], 2, "invalid trailing UTF-8 octet (column 3)"),
            ([0xC0, 0x80], 1, "invalid length of a UTF-8 sequence (column 1)"),
            ([0xED, 0xA0, 0x80], 1, "invalid Unicode character (column 1)"),
            ([0xFF, 0xFE, 0x61, 0x00], 1, "invalid leading UTF-8 octet (column 1)"),
            ([0x61, 0x00], 1, "control characters are not allowed (column 2)"),
            ([0x61, 0x1B], 1, "control characters are not allowed (column 2)"),
        ] as [([UInt8], Int, String)]
    )
    func encoding(_ bytes: [UInt8], _ line: Int, _ reason: String) {
        #expect(throws: Fault(line: line, reason: reason)) { try YAMLNode.compose(bytes) }
    }
}

extension YAMLNode {
    fileprivate static func scalar(_ line: Int, _ column: Int, _ text: String, isPlain: Bool = true) -> Self {
        Self(content: .scalar(text, isPlain: isPlain), mark: YAMLMark(line: line, column: column))
    }

    fileprivate static func sequence(_ line: Int, _ column: Int, _ items: [YAMLNode]) -> Self {
        Self(content: .sequence(items), mark: YAMLMark(line: line, column: column))
    }

    fileprivate static func mapping(_ line: Int, _ column: Int, _ entries: [Entry]) -> Self {
        Self(content: .mapping(entries), mark: YAMLMark(line: line, column: column))
    }
}
