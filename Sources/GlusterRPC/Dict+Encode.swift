extension Dict {
    /// A dictionary of texts, each with the NUL that Gluster expects at its end.
    package init(text values: [String: String]) {
        self.init(values: values.mapValues { Array($0.utf8) + [0] })
    }

    /// The wire form, which ``parse(_:)`` reads; the pairs by name.
    package var wire: [UInt8] {
        var writer = XDRWriter()
        writer.integer(UInt32(truncatingIfNeeded: values.count))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            let key = Array(key.utf8)
            writer.integer(UInt32(truncatingIfNeeded: key.count))
            writer.integer(UInt32(truncatingIfNeeded: value.count))
            writer.unpadded(key + [0] + value)
        }
        return writer.bytes
    }
}
