import Collectors
import Gluster
import Host

/// What `/sd/targets` answers. It never waits for glusterd.
final class TargetList: Sendable {
    private let pool: PoolSource
    private let port = LateSource<UInt16?>(nil)

    /// Asks for the pool, so that it is known by the time of the first question.
    init(_ pool: PoolSource) {
        self.pool = pool
        _ = pool.latest()
    }

    /// Says where the first TCP port is that is listened on: the server comes after what it serves.
    func readPort(_ source: @escaping @Sendable () -> UInt16?) {
        port.come(from: source)
    }

    /// For someone who calls this machine `host`; nil while the pool is not known, or when there is no TCP port.
    func json(for host: String) -> [UInt8]? {
        guard let port = port.value, port != 0 else { return nil }
        return ScrapeTargets(pool.latest(), port: port, host: host, hostName: hostName()).json
    }
}
