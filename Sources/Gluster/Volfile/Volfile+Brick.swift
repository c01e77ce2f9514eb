extension Volfile {
    /// A volfile with one brick only, to be opened by itself.
    ///
    /// - Parameters:
    ///   - client: The name of the brick's `protocol/client` translator.
    ///   - pingTimeout: Seconds after which a silent brick counts as gone.
    /// - Returns: The text, which holds credentials; nil when there is no such translator.
    func brick(_ client: String, pingTimeout: Int) -> [UInt8]? {
        guard let block = self[client], block.type == "protocol/client" else { return nil }
        var text = Array("volume \(block.name)\n    type \(block.type)\n".utf8)
        for option in block.options where option.name != "ping-timeout" {
            text += Array("    option \(option.name) ".utf8) + quotedIfNeeded(option.value) + [UInt8(ascii: "\n")]
        }
        text += Array("    option ping-timeout \(pingTimeout)\nend-volume\n".utf8)
        return text
    }

    private func quotedIfNeeded(_ value: ArraySlice<UInt8>) -> [UInt8] {
        guard value.contains(UInt8(ascii: " ")) || value.contains(UInt8(ascii: "\t")) else { return Array(value) }
        return [UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")]
    }
}
