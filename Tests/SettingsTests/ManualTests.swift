import Foundation
import Testing

@testable import Settings

/// `UPDATE_GOLDEN=1 swift test --filter SettingsTests` writes the file again.
@Suite("Manual of the settings")
struct ManualTests {
    @Test("is what the table says")
    func manual() throws {
        let file = URL(filePath: #filePath).appending(path: "../../../docs/configuration.md").standardizedFileURL
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try SettingsManual.text().write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(SettingsManual.text() == (try String(contentsOf: file, encoding: .utf8)))
    }

    @Test("has every setting with its flag", arguments: Key.all)
    func complete(_ key: Key) {
        let text = SettingsManual.text()
        #expect(text.contains("`\(key.path)`"))
        #expect(text.contains("`\(key.usage[0])`"))
        #expect(text.contains("`\(key.yaml)`"))
    }

    @Test("has examples that set something else than the default, alike in a file and as flags", arguments: Key.all)
    func examples(_ key: Key) throws {
        let fromFile = try read(key.yaml)
        let flags =
            key.shape == .toggle
            ? [key.examples == ["true"] ? "--\(key.flag)" : "--no-\(key.flag)"]
            : key.examples.map { "--\(key.flag)=\($0)" }
        #expect(fromFile != Settings())
        #expect(try Settings.parse(arguments: flags) == .run(fromFile))
    }

    @Test("has a file with everything that is taken, and leaves no setting out")
    func exampleFile() throws {
        #expect(SettingsManual.text().contains("```yaml\n\(SettingsManual.exampleFile)\n```"))
        let settings = try read(SettingsManual.exampleFile)
        #expect(settings.gluster.volumes.count == 2)
        #expect(settings.poll.collectors == ["heal": .seconds(30)])
        #expect(!settings.collectors.contains("profile"))
        let lines = SettingsManual.exampleFile.split(separator: "\n")
        for key in Key.all where !key.path.hasPrefix("collectors.") {
            let name = key.path.split(separator: ".")[1]
            #expect(lines.contains { $0.hasPrefix("  \(name):") }, "\(key.path)")
        }
    }

    @Test("lists the flags of the help that no file can have", arguments: FlagOnly.all.map(\.name))
    func flagsOnly(_ name: String) throws {
        guard case .help(let help) = try Settings.parse(arguments: ["--help"]) else { throw Unexpected() }
        #expect(help.contains("--\(name)") || name == "generate-completion-script")
        #expect(SettingsManual.text().contains("| `--\(name)"))
        // And the help has none besides.
        let known = Set(Key.all.map(\.flag) + FlagOnly.all.map(\.name))
        for match in help.matches(of: /--(?:no-)?([a-z][a-z.-]*)/) {
            #expect(known.contains(String(match.1)), "\(match.0)")
        }
    }
}
