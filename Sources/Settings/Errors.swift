import YAML

/// Why the settings are refused, in one line: the place, what is wrong there, and what is allowed.
public struct SettingsError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ text: String) {
        description = text.onOneLine
    }
}
