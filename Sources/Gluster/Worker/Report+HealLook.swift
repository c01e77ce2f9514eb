import GlusterRPC

extension HealLook {
    func write(to writer: inout XDRWriter) {
        writer.string(subvolume)
        writer.integer(isTruncated ? 1 : 0)
        writer.integer(isCut ? 1 : 0)
        writer.list(entries) { writer, entry in
            writer.long(entry.gfid.high)
            writer.long(entry.gfid.low)
            writer.optional(entry.path) { $0.string($1) }
            writer.optional(entry.verdict) { $1.write(to: &$0) }
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        subvolume = try reader.string()
        isTruncated = try reader.integer() != 0
        isCut = try reader.integer() != 0
        entries = try reader.list { reader throws(RPCError) in
            WaitingEntry(
                gfid: GFID(high: try reader.long(), low: try reader.long()),
                path: try reader.optional { reader throws(RPCError) in try reader.string() },
                verdict: try reader.optional { reader throws(RPCError) in try HealVerdict(from: &reader) }
            )
        }
    }
}

extension HealVerdict {
    func write(to writer: inout XDRWriter) {
        writer.integer(splitBrain.rawValue)
        writer.list(blamed) { $0.integer($1.rawValue) }
        writer.integer(UInt32(clamping: mismatched))
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        splitBrain = HealKinds(rawValue: try reader.integer())
        blamed = try reader.list { reader throws(RPCError) in HealKinds(rawValue: try reader.integer()) }
        mismatched = Int(try reader.integer())
    }
}
