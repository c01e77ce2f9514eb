import Testing

@testable import Settings

@Suite("The manual page")
struct ManualPageTests {
    private let page = ManualPage.text(version: "1.2.3", date: "2023-11-14")

    @Test("has each setting as a flag, with its key", arguments: Key.all)
    func flags(_ key: Key) {
        #expect(page.contains("\n\\fB\(Roff.escaped("--\(key.flag)"))\\fR"))
        // Lines are broken between words.
        let words = page.replacing("\n", with: " ")
        #expect(words.contains(Roff.escaped("In the file: \(key.path).")))
    }

    @Test("has the flags that no file can have", arguments: FlagOnly.all.map(\.name))
    func flagsOnly(_ name: String) {
        #expect(page.contains("\n\\fB\(Roff.escaped("--\(name)"))\\fR"))
    }

    @Test("has its sections in the order that people know, and says which release it is of")
    func sections() {
        let headings = page.split(separator: "\n").filter { $0.hasPrefix(".SH ") }.map { $0.dropFirst(4) }
        #expect(
            headings == [
                "\"NAME\"", "\"SYNOPSIS\"", "\"DESCRIPTION\"", "\"OPTIONS\"", "\"FILES\"", "\"SIGNALS\"",
                "\"EXIT STATUS\"", "\"SEE ALSO\"",
            ]
        )
        #expect(
            page.hasPrefix(
                ".TH \"GLUSTER_CADDY_EXPORTER\" 1 \"2023-11-14\" \"gluster_caddy_exporter 1.2.3\"\n"
            )
        )
    }

    @Test(
        "shows text as it is",
        arguments: [
            ("--web.x", "\\-\\-web.x"), (".so /etc/passwd", "\\&.so /etc/passwd"), ("'x", "\\&\\(aqx"),
            ("a'b", "a\\(aqb"), ("a\\fBb", "a\\efBb"), ("a\n.b\n'c", "a\n\\&.b\n\\&\\(aqc"), ("a.b", "a.b"),
            ("`^~", "\\(ga\\(ha\\(ti"), ("", ""),
        ]
    )
    func escapes(text: String, escaped: String) {
        #expect(Roff.escaped(text) == escaped)
    }

    @Test("breaks lines between words only, and shows a word at the beginning of one as it is")
    func lines() {
        let long = String(repeating: "x", count: 78)
        #expect(Roff.lines("a  b\nc") == "a b c\n")
        #expect(Roff.lines("\(long) y .so z") == "\(long) y\n\\&.so z\n")
        #expect(Roff.lines("\(long) - 'q") == "\(long)\n\\- \\(aqq\n", "an escaped dash has two bytes")
        #expect(Roff.lines("\(long)\(long) y") == "\(long)\(long)\ny\n")
        #expect(Roff.lines("") == "")
    }

    @Test("keeps an argument in one piece")
    func argument() {
        #expect(Roff.argument("a \"b\" c") == "\"a \\(dqb\\(dq c\"")
        #expect(Roff.argument("") == "\"\"")
    }

    @Test("begins no line with a dot but those of macros")
    func macros() {
        let macros: Set = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".BR", ".nh", ".ad"]
        for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(macros.contains(String(line.prefix { $0 != " " })), "\(line)")
        }
    }
}
