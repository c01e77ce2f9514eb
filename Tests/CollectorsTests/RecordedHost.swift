import Caddy
import Collectors
import Gluster
import Probe
import Synchronization

/// Mounts, sites, Caddys and their logs as they were recorded: one answer after the other, the last one for ever.
final class RecordedHost: MountReading, SiteReading, CaddyReading, CaddyLogReading {
    private let mountRounds: Rounds<MountState>
    private let siteRounds: Rounds<SiteState>
    private let caddyRounds: Rounds<CaddyState>
    private let logRounds: Rounds<CaddyLogState>

    init(
        mounts: [[MountState]] = [],
        sites: [[SiteState]] = [],
        caddy: [[CaddyState]] = [],
        logs: [[CaddyLogState]] = []
    ) {
        mountRounds = Rounds(mounts)
        siteRounds = Rounds(sites)
        caddyRounds = Rounds(caddy)
        logRounds = Rounds(logs)
    }

    func mounts() async -> [MountState] { mountRounds.next() }
    func sites() async -> [SiteState] { siteRounds.next() }
    func observe() async -> [CaddyState] { caddyRounds.next() }
    func instances() async -> [CaddyInstance] { caddyRounds.next().map(\.instance) }
    func logs() async -> [CaddyLogState] { logRounds.next() }
}

private final class Rounds<State: Sendable>: Sendable {
    private let rounds: Mutex<[[State]]>

    init(_ rounds: [[State]]) {
        self.rounds = Mutex(rounds)
    }

    func next() -> [State] {
        rounds.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? [] }
    }
}

extension SourceSet {
    /// A Gluster as it was recorded, on a host as it was recorded.
    init(
        gluster: any GlusterReading = RecordedGluster(rounds: [[]]),
        pool: any PoolReading = RecordedPool(),
        host: RecordedHost = RecordedHost(),
        volumeOptions: Set<String> = [],
        now: @escaping @Sendable () -> Double = { 1_700_000_000 }
    ) {
        self.init(
            gluster: gluster,
            pool: pool,
            mounts: host,
            sites: host,
            caddy: host,
            caddyLogs: host,
            volumeOptions: volumeOptions,
            now: now
        )
    }
}
