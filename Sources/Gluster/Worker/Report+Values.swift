import GlusterRPC

extension VolumeGraph {
    func write(to writer: inout XDRWriter) {
        writer.string(volume)
        writer.list(subvolumes) { $1.write(to: &$0) }
        writer.list(options.sorted { $0.key < $1.key }) { writer, option in
            writer.string(option.key)
            writer.string(option.value)
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        volume = try reader.string()
        subvolumes = try reader.list { reader throws(RPCError) in try Subvolume(from: &reader) }
        let options = try reader.list { reader throws(RPCError) in (try reader.string(), try reader.string()) }
        self.options = Dictionary(options) { $1 }
    }
}

extension Subvolume {
    func write(to writer: inout XDRWriter) {
        writer.string(name)
        writer.string(kind.rawValue)
        switch rule {
        case .any: writer.integer(0)
        case .majority: writer.integer(1)
        case .atLeast(let count):
            writer.integer(2)
            writer.integer(UInt32(clamping: count))
        }
        writer.list(bricks) { writer, brick in
            writer.string(brick.host)
            writer.string(brick.path)
            writer.string(brick.client)
            writer.string(brick.role.rawValue)
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        name = try reader.string()
        guard let kind = Kind(rawValue: try reader.string()) else { throw .malformed("no such kind of set") }
        self.kind = kind
        switch try reader.integer() {
        case 0: rule = .any
        case 1: rule = .majority
        case 2: rule = .atLeast(Int(try reader.integer()))
        default: throw .malformed("no such rule")
        }
        bricks = try reader.list { reader throws(RPCError) in
            let (host, path, client) = (try reader.string(), try reader.string(), try reader.string())
            guard let role = Brick.Role(rawValue: try reader.string()) else { throw .malformed("no such role") }
            return Brick(host: host, path: path, client: client, role: role)
        }
    }
}

extension Capacity {
    func write(to writer: inout XDRWriter) {
        for value in [size, free, available, inodes, inodesFree] {
            writer.long(value)
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        size = try reader.long()
        free = try reader.long()
        available = try reader.long()
        inodes = try reader.long()
        inodesFree = try reader.long()
    }
}

extension VolumeReading {
    func write(to writer: inout XDRWriter) {
        writer.string(volume)
        writer.result(capacity) { $1.write(to: &$0) }
        writer.list(probes) { $1.write(to: &$0) }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        volume = try reader.string()
        capacity = try reader.result { reader throws(RPCError) in try Capacity(from: &reader) }
        probes = try reader.list { reader throws(RPCError) in try ProbeReading(from: &reader) }
    }
}

extension ProbeReading {
    func write(to writer: inout XDRWriter) {
        writer.string(operation.rawValue)
        writer.double(duration)
        writer.optional(failure) { $0.error($1) }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        guard let operation = Operation(rawValue: try reader.string()) else { throw .malformed("no such operation") }
        self.operation = operation
        duration = try reader.double()
        failure = try reader.optional { reader throws(RPCError) in try reader.error() }
    }
}

extension BrickReading {
    func write(to writer: inout XDRWriter) {
        writer.string(volume)
        writer.string(brick)
        writer.result(answer) { writer, answer in
            answer.capacity.write(to: &writer)
            writer.double(answer.roundTrip)
            writer.optional(answer.pending) { $0.long($1) }
            writer.optional(answer.dirty) { $0.long($1) }
            writer.optional(answer.node) { $0.string($1) }
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        volume = try reader.string()
        brick = try reader.string()
        answer = try reader.result { reader throws(RPCError) in
            BrickAnswer(
                capacity: try Capacity(from: &reader),
                roundTrip: try reader.double(),
                pending: try reader.optional { reader throws(RPCError) in try reader.long() },
                dirty: try reader.optional { reader throws(RPCError) in try reader.long() },
                node: try reader.optional { reader throws(RPCError) in try reader.string() }
            )
        }
    }
}
