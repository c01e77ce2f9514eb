extension Volfile {
    /// A volfile with one brick only, to be opened by itself.
    ///
    /// - Parameters:
    ///   - client: The name of the brick's `protocol/client` translator.
    ///   - pingTimeout: Seconds after which a silent brick counts as gone.
    /// - Returns: The text, which holds credentials; nil when there is no such translator, or its
    ///   names are none.
    func brick(_ client: String, pingTimeout: Int) -> [UInt8]? {
        guard let block = self[client], block.type == "protocol/client" else { return nil }
        // Names cannot be put in quotes.
        let names = [block.name] + block.options.map(\.name)
        guard !names.contains(where: { $0.utf8.contains(where: Self.active.contains) }) else { return nil }
        var text = Array("volume \(block.name)\n    type \(block.type)\n".utf8)
        for option in block.options where !Self.ours.contains(option.name) {
            text += Array("    option \(option.name) ".utf8) + word(option.value) + [UInt8(ascii: "\n")]
        }
        text += Array("    option ping-timeout \(pingTimeout)\n".utf8)
        // A brick whose disk hangs answers pings, and would keep a call for half an hour.
        text += Array("    option frame-timeout 30\n".utf8)
        // One call at a time has no use for the two that are usual.
        text += Array("    option event-threads 1\nend-volume\n".utf8)
        return text
    }

    /// The options that are not as the volume has them.
    private static let ours = ["ping-timeout", "frame-timeout", "event-threads"]

    /// What means something to Gluster's lexer, wherever it stands.
    private static let active = Array("\"\\`".utf8)

    /// The value as one word of Gluster's lexer. A text that it refuses would make the open hang, and what stands
    /// between bare backticks it runs as a command.
    private func word(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        let isBare = value.allSatisfy { $0 > UInt8(ascii: " ") && !Self.active.contains($0) }
        guard !isBare || value.isEmpty || value.first == UInt8(ascii: "#") else { return Array(value) }
        return [quote] + value.flatMap { Self.active.contains($0) ? [backslash, $0] : [$0] } + [quote]
    }
}
