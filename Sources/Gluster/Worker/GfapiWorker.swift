import CLinux
import Glibc
import GlusterRPC

/// The process in which libgfapi lives.
///
/// It has no privileges, reads commands from descriptor 3, writes reports to it, and ends with its parent.
public enum GfapiWorker {
    /// The hidden verb: `gluster_caddy_exporter gfapi-worker PARENT`.
    public static let verb = "gfapi-worker"

    /// Runs until the parent goes away.
    ///
    /// - Returns: The exit status.
    public static func run(_ arguments: [String]) -> CInt {
        guard arguments.count == 1, let parent = CInt(arguments[0]) else { return EX_USAGE }
        guard clinux_die_with_parent(parent) == 0, clinux_drop_privileges() == 0 else { return EX_NOPERM }
        let socket: CInt = 3
        var worker = Worker(hub: Hub(Outbox(socket)))
        var assembler = RecordAssembler(limit: messageLimit)
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            var done = 0
            let code = unsafe buffer.withUnsafeMutableBytes {
                unsafe clinux_receive(socket, $0.baseAddress, $0.count, -1, &done)
            }
            guard code == 0, done > 0 else { return EX_OK }
            do {
                var bytes = buffer[..<done]
                while let message = try assembler.add(bytes) {
                    worker.follow(try Command.parse(message))
                    bytes = []
                }
            } catch {
                return EX_PROTOCOL
            }
        }
    }
}

/// Follows commands: keeps one watch a volume.
private struct Worker {
    let hub: Hub
    private var watches: [String: VolumeWatch] = [:]
    private var list = WatchList()

    init(hub: Hub) {
        self.hub = hub
    }

    mutating func follow(_ command: Command) {
        switch command {
        case .watch(let list): watch(list)
        case .poll(let round):
            hub.send(.alive(round: round, abandoned: hub.abandoned))
            for watch in watches.values {
                watch.poll(round)
            }
        }
    }

    private mutating func watch(_ list: WatchList) {
        let isSame =
            list.bricks == self.list.bricks && list.pingTimeout == self.list.pingTimeout
            && list.healEntries == self.list.healEntries
        self.list = list
        var wanted: [String: VolumeWatch] = [:]
        for target in list.targets {
            if isSame, let watch = watches[target.name], watch.target == target {
                watch.own(list.localBricks[target.name])
                wanted[target.name] = watch
            } else {
                wanted[target.name] = try? VolumeWatch(target, list, hub: hub)
            }
        }
        for (name, watch) in watches where wanted[name] !== watch {
            watch.abandon()
        }
        watches = wanted
    }
}
