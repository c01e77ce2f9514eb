import Glibc
import Settings
import YAML

/// Reads a file that exists in the test only.
func read(_ text: String, flags: String...) throws -> Settings {
    let invocation = try Settings.parse(arguments: ["--config.file=x.yml"] + flags) { path in
        path == "x.yml" ? .success(Array(text.utf8)) : .failure(FileError(code: ENOENT))
    }
    guard case .run(let settings) = invocation else { throw Unexpected() }
    return settings
}

/// Reads flags, without a file.
func read(flags: String...) throws -> Settings {
    let invocation = try Settings.parse(arguments: flags) { _ in .failure(FileError(code: EIO)) }
    guard case .run(let settings) = invocation else { throw Unexpected() }
    return settings
}

/// The one line with which something is refused; `taken` when it is not.
func refusal(_ read: () throws -> Settings) -> String {
    do {
        _ = try read()
        return "taken"
    } catch {
        return "\(error)"
    }
}

extension Settings {
    /// The defaults, with something changed.
    static func with(_ change: (inout Settings) -> Void) -> Settings {
        var settings = Settings()
        change(&settings)
        return settings
    }
}

struct Unexpected: Error {}
