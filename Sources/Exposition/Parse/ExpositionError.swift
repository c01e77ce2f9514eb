/// Why a document is no exposition.
public struct ExpositionError: Error, Hashable, CustomStringConvertible {
    /// Counted from 1. What is missing at the end of a family is told where the next one begins.
    public let line: Int
    /// What is wrong, and what is allowed, in one line: control characters of the document are replaced.
    public let reason: String

    public init(line: Int, _ reason: String) {
        self.line = line
        let plain = reason.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        self.reason = String(String.UnicodeScalarView(plain))
    }

    public var description: String { "line \(line): \(reason)" }
}
