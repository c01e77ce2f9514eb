/// A call as it travels: ONC RPC (RFC 5531) without credentials, in one record fragment.
enum CallMessage {
    static func encode(_ procedure: Procedure, id: UInt32, arguments: [UInt8]) -> [UInt8] {
        var message = XDRWriter()
        for word in [id, 0, 2, procedure.program, procedure.version, procedure.number, 0, 0, 0, 0] {
            message.integer(word)
        }
        let length = message.bytes.count + arguments.count
        var record = XDRWriter()
        record.integer(0x8000_0000 | UInt32(truncatingIfNeeded: length))
        return record.bytes + message.bytes + arguments
    }
}

/// What came back.
enum ReplyMessage {
    /// Returns the results that follow the header.
    ///
    /// - Throws: ``RPCError/refused(_:)`` when the procedure was not run, ``RPCError/malformed(_:)`` for
    ///   anything that is no reply to the call `id`.
    static func results(of record: [UInt8], id: UInt32) throws(RPCError) -> XDRReader {
        var reader = XDRReader(record)
        guard try reader.integer() == id else { throw .malformed("it answers another call") }
        guard try reader.integer() == 1 else { throw .malformed("it is not a reply") }
        guard try reader.integer() == 0 else { throw .refused("denied") }
        _ = try reader.integer()
        _ = try reader.opaque()
        let status = try reader.integer()
        guard status == 0 else { throw .refused(statuses[Int(status)] ?? "status \(status)") }
        return reader
    }

    private static let statuses = [
        1: "program unavailable", 2: "wrong program version", 3: "procedure unavailable", 4: "garbage arguments",
        5: "system error",
    ]
}

/// Puts record fragments together (RFC 5531, record marking).
package struct RecordAssembler {
    private let limit: Int
    private var pending: [UInt8] = []
    private var record: [UInt8] = []

    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes what was read; returns the record once its last fragment is complete.
    package mutating func add(_ bytes: some Sequence<UInt8>) throws(RPCError) -> [UInt8]? {
        pending.append(contentsOf: bytes)
        var taken = 0
        defer { pending.removeFirst(taken) }
        while pending.count - taken >= 4 {
            let mark = pending[taken..<taken + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let length = Int(mark & 0x7fff_ffff)
            guard record.count + length <= limit else { throw .oversized(limit: limit) }
            let end = taken + 4 + length
            guard pending.count >= end else { return nil }
            record.append(contentsOf: pending[taken + 4..<end])
            taken = end
            if mark & 0x8000_0000 != 0 {
                defer { record = [] }
                return record
            }
        }
        return nil
    }
}
