/// A question to a translator inside a Gluster process, and the process's answer: both procedures have this form.
enum TranslatorCall {
    /// The answers of a process with many bricks are large; what is larger than this is none.
    static let limit = 8 << 20

    /// What a call carries: which translator (a brick's own is named by its path), the number of the procedure once more
    /// as glusterd sends it, and the question.
    static func arguments(name: String, operation: UInt32, _ input: Dict) -> [UInt8] {
        var writer = XDRWriter()
        writer.opaque(Array(name.utf8))
        writer.integer(operation)
        writer.opaque(input.wire)
        writer.opaque([])  // A second dictionary, since release 7: without it the call is refused.
        return writer.bytes
    }

    /// - Throws: ``RPCError/failed(code:message:)`` when the process says so, in its words.
    static func output(of reply: inout XDRReader) throws(RPCError) -> Dict {
        let result = try reply.integer()
        let code = try reply.integer()
        let output = try reply.opaque()
        let message = try reply.string().prefix { $0 != "\0" }
        guard result == 0 else {
            let words = message.isEmpty && code == 0 ? "it gives no reason" : String(message)
            throw .failed(code: CInt(truncatingIfNeeded: code), message: words)
        }
        return try Dict.parse(output)
    }
}
