import GlusterRPC

/// What the worker tells the daemon.
enum Report: Sendable, Hashable {
    /// The worker is awake and has passed the round on; so many handles are abandoned in it.
    case alive(round: UInt64, abandoned: UInt32)
    /// A handle is about to be opened, which may hang.
    case opening(Subject)
    case opened(Subject)
    /// What a volume is made of, and which of its bricks are watched; told again when it changes.
    case graph(VolumeGraph, watched: [String])
    /// Which bricks the volume's own graph is connected to, by name.
    case connections(round: UInt64, volume: String, [String: Bool])
    case volume(round: UInt64, VolumeReading)
    /// What became of writing in the volume, a reading for each step.
    case writes(round: UInt64, volume: String, [ProbeReading])
    case brick(round: UInt64, BrickReading)
    /// What waits for heal in a set; nil: the same as told before.
    case look(round: UInt64, volume: String, subvolume: String, HealLook?)
    /// The GlusterFS release of the client library.
    case release(String)
}

extension Report {
    var bytes: [UInt8] {
        var writer = XDRWriter()
        switch self {
        case .alive(let round, let abandoned):
            writer.integer(1)
            writer.long(round)
            writer.integer(abandoned)
        case .opening(let subject):
            writer.integer(2)
            subject.write(to: &writer)
        case .opened(let subject):
            writer.integer(3)
            subject.write(to: &writer)
        case .graph(let graph, let watched):
            writer.integer(4)
            graph.write(to: &writer)
            writer.list(watched) { $0.string($1) }
        case .connections(let round, let volume, let bricks):
            writer.integer(5)
            writer.long(round)
            writer.string(volume)
            writer.list(bricks.sorted { $0.key < $1.key }) { writer, brick in
                writer.string(brick.key)
                writer.integer(brick.value ? 1 : 0)
            }
        case .volume(let round, let reading):
            writer.integer(6)
            writer.long(round)
            reading.write(to: &writer)
        case .brick(let round, let reading):
            writer.integer(7)
            writer.long(round)
            reading.write(to: &writer)
        case .release(let version):
            writer.integer(8)
            writer.string(version)
        case .look(let round, let volume, let subvolume, let look):
            writer.integer(9)
            writer.long(round)
            writer.string(volume)
            writer.string(subvolume)
            writer.optional(look) { $1.write(to: &$0) }
        case .writes(let round, let volume, let probes):
            writer.integer(10)
            writer.long(round)
            writer.string(volume)
            writer.list(probes) { $1.write(to: &$0) }
        }
        return writer.bytes
    }

    static func parse(_ bytes: [UInt8]) throws(RPCError) -> Report {
        var reader = XDRReader(bytes)
        switch try reader.integer() {
        case 1: return .alive(round: try reader.long(), abandoned: try reader.integer())
        case 2: return .opening(try Subject(from: &reader))
        case 3: return .opened(try Subject(from: &reader))
        case 4:
            let graph = try VolumeGraph(from: &reader)
            return .graph(graph, watched: try reader.list { reader throws(RPCError) in try reader.string() })
        case 5:
            let round = try reader.long()
            let volume = try reader.string()
            let bricks = try reader.list { reader throws(RPCError) in (try reader.string(), try reader.integer() != 0) }
            return .connections(round: round, volume: volume, Dictionary(bricks) { $1 })
        case 6: return .volume(round: try reader.long(), try VolumeReading(from: &reader))
        case 7: return .brick(round: try reader.long(), try BrickReading(from: &reader))
        case 8: return .release(try reader.string())
        case 9:
            let round = try reader.long()
            let (volume, subvolume) = (try reader.string(), try reader.string())
            let look = try reader.optional { reader throws(RPCError) in try HealLook(from: &reader) }
            return .look(round: round, volume: volume, subvolume: subvolume, look)
        case 10:
            let round = try reader.long()
            let volume = try reader.string()
            return .writes(
                round: round,
                volume: volume,
                try reader.list { reader throws(RPCError) in try ProbeReading(from: &reader) }
            )
        default: throw .malformed("no such report")
        }
    }
}
