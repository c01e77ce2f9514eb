import Testing

@testable import Settings

@Suite("The table of settings")
struct TableTests {
    @Test("tells the defaults that run", arguments: Key.all)
    func defaults(_ key: Key) throws {
        var settings = Settings()
        if !key.initial.isEmpty {
            try key.store(key.initial, in: &settings)
        }
        #expect(settings == Settings())
    }

    @Test("names each setting and each flag once")
    func unique() {
        #expect(Set(Key.all.map(\.path)).count == Key.all.count)
        #expect(Set(Key.all.map(\.flag)).count == Key.all.count)
    }

    @Test("gives each setting a flag that the help lists", arguments: Key.all)
    func listed(_ key: Key) throws {
        guard case .help(let text) = try Settings.parse(arguments: ["--help"]) else { throw Unexpected() }
        let flag = key.shape == .toggle ? "--\(key.flag)/--no-\(key.flag)" : "--\(key.flag) <\(key.placeholder)>"
        #expect(text.contains("  \(flag)"))
    }

    @Test("has two settings for each collector", arguments: CollectorName.allCases)
    func collectors(_ collector: CollectorName) {
        let paths = Key.all.map(\.path)
        #expect(paths.contains("collectors.\(collector.rawValue).enabled"))
        #expect(paths.contains("collectors.\(collector.rawValue).interval"))
    }
}

extension Key: CustomTestStringConvertible {
    public var testDescription: String { path }
}
