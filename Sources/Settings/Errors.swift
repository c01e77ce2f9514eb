import Glibc

/// What is wrong in a file, and on which line (none: with the whole of it).
struct Fault: Error, Hashable {
    var line: Int?
    var reason: String
}

extension Fault {
    /// A key that is none of those allowed, with the name that was probably meant.
    init(unknown entry: YAMLNode.Entry, in place: String, allowed: [String]) {
        let guess = entry.key.nearest(in: allowed).map { " (did you mean \($0)?)" } ?? ""
        let place = place.isEmpty ? "" : " in \(place)"
        let names = allowed.joined(separator: ", ")
        self.init(line: entry.mark.line, reason: "unknown key \(entry.key.quoted)\(place)\(guess); allowed: \(names)")
    }
}

/// Why the settings are refused, in one line: the place, what is wrong there, and what is allowed.
public struct SettingsError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ text: String) {
        description = text.onOneLine
    }
}

/// Why a file could not be read.
public struct FileError: Error, Hashable, CustomStringConvertible {
    /// The `errno`.
    public let code: CInt

    public init(code: CInt) {
        self.code = code
    }

    public var description: String { unsafe String(cString: strerror(code)) }
}
