import GlusterRPC

/// What the daemon tells its worker.
enum Command: Sendable, Hashable {
    /// Watch these volumes and no others.
    case watch(WatchList)
    /// Ask every volume and brick once, and report under this number.
    case poll(round: UInt64)
}

struct WatchList: Sendable, Hashable {
    var targets: [VolumeTarget] = []
    var bricks = BrickChoice.all
    /// Seconds until a silent brick counts as gone.
    var pingTimeout: UInt32 = 3
    /// The bricks of this node by volume, as glusterd tells them; a volume that is missing here is not known.
    var localBricks: [String: [String]] = [:]
    /// How many waiting entries of a set may be looked at in one cycle.
    var healEntries: UInt32 = 2000
    /// Subjects that hung when they were last opened, and for how many seconds to leave them alone.
    var holds: [Subject: UInt32] = [:]
}

/// Something that has a handle of its own.
enum Subject: Sendable, Hashable {
    case volume(String)
    case brick(volume: String, brick: String)

    var volume: String {
        switch self {
        case .volume(let volume), .brick(let volume, _): volume
        }
    }
}

extension Command {
    var bytes: [UInt8] {
        var writer = XDRWriter()
        switch self {
        case .watch(let list):
            writer.integer(1)
            writer.integer(list.bricks.rawValue)
            writer.integer(list.pingTimeout)
            writer.list(list.targets) { writer, target in
                writer.string(target.name)
                writer.string(target.host)
                writer.integer(UInt32(target.port))
                writer.optional(target.probeDirectory) { $0.string($1) }
                writer.integer(target.generation)
                writer.integer(target.isStopped ? 1 : 0)
            }
            writer.list(list.localBricks.sorted { $0.key < $1.key }) { writer, volume in
                writer.string(volume.key)
                writer.list(volume.value) { $0.string($1) }
            }
            writer.integer(list.healEntries)
            writer.list(list.holds.sorted { $0.value < $1.value }) { writer, hold in
                hold.key.write(to: &writer)
                writer.integer(hold.value)
            }
        case .poll(let round):
            writer.integer(2)
            writer.long(round)
        }
        return writer.bytes
    }

    static func parse(_ bytes: [UInt8]) throws(RPCError) -> Command {
        var reader = XDRReader(bytes)
        switch try reader.integer() {
        case 1:
            guard let bricks = BrickChoice(rawValue: try reader.integer()) else { throw .malformed("no such choice") }
            var list = WatchList(bricks: bricks, pingTimeout: try reader.integer())
            list.targets = try reader.list { reader throws(RPCError) in
                var target = VolumeTarget(
                    name: try reader.string(),
                    host: try reader.string(),
                    port: UInt16(truncatingIfNeeded: try reader.integer()),
                    probeDirectory: try reader.optional { reader throws(RPCError) in try reader.string() }
                )
                target.generation = try reader.integer()
                target.isStopped = try reader.integer() != 0
                return target
            }
            let local = try reader.list { reader throws(RPCError) in
                (try reader.string(), try reader.list { reader throws(RPCError) in try reader.string() })
            }
            list.localBricks = Dictionary(local) { $1 }
            list.healEntries = try reader.integer()
            let holds = try reader.list { reader throws(RPCError) in
                (try Subject(from: &reader), try reader.integer())
            }
            list.holds = Dictionary(holds) { max($0, $1) }
            return .watch(list)
        case 2: return .poll(round: try reader.long())
        default: throw .malformed("no such command")
        }
    }
}

extension Subject {
    func write(to writer: inout XDRWriter) {
        switch self {
        case .volume(let volume):
            writer.integer(1)
            writer.string(volume)
        case .brick(let volume, let brick):
            writer.integer(2)
            writer.string(volume)
            writer.string(brick)
        }
    }

    init(from reader: inout XDRReader) throws(RPCError) {
        switch try reader.integer() {
        case 1: self = .volume(try reader.string())
        case 2: self = .brick(volume: try reader.string(), brick: try reader.string())
        default: throw .malformed("no such subject")
        }
    }
}
