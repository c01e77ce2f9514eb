import Collectors
import Exposition
import Glibc
import Gluster
import Host
import Synchronization
import Web

/// Puts what the collectors gave and what the daemon knows of itself together to the body of a scrape.
final class SelfObserver: Sendable {
    private let counts: LogCounts
    private let gluster: GlusterSource
    private let board: Board
    private let reloads: @Sendable () -> ReloadState
    private let encoder = Mutex(FamilyEncoder())
    private let requests = LateSource<[Int: UInt64]>([:])
    private let cuts = LateSource<[Cut: UInt64]>([:])

    init(counts: LogCounts, gluster: GlusterSource, board: Board, reloads: @escaping @Sendable () -> ReloadState) {
        self.counts = counts
        self.gluster = gluster
        self.board = board
        self.reloads = reloads
    }

    /// Says where the counts of requests and of cut connections are: the server comes after what it serves.
    func count(
        requests: @escaping @Sendable () -> [Int: UInt64],
        cuts: @escaping @Sendable () -> [Cut: UInt64]
    ) {
        self.requests.come(from: requests)
        self.cuts.come(from: cuts)
    }

    /// Of these collectors, or of all; the daemon's own families are always there.
    func body(_ format: MetricsFormat, _ compression: Compression, of collectors: Set<String>?) -> [UInt8] {
        let format: Format = format == .text ? .text : .openMetrics
        let families = ExporterMetrics.families(state, now: .now)
        let blocks = board.blocks(of: collectors) + [encoder.withLock { $0.encode(families) }]
        return compression == .gzip ? Body.gzip(blocks, format) : Body.plain(blocks, format)
    }

    private var state: ExporterState {
        var state = ExporterState()
        state.version = Version.number
        state.revision = Version.revision
        state.swiftVersion = Version.swift
        state.gfapiVersion = gluster.gfapiVersion
        state.reports = board.reports
        let restarts = gluster.workerRestarts
        for end in WorkerEnd.allCases { state.workerRestarts[end.rawValue] = restarts[end] ?? 0 }
        state.logMessages = counts.values
        state.requests = requests.value
        let cuts = cuts.value
        for cut in Cut.allCases { state.cutConnections[cut.rawValue] = cuts[cut] ?? 0 }
        let reloads = reloads()
        state.isConfigurationLoaded = reloads.isLoaded
        state.configurationTime = reloads.time
        state.process = ProcessReading.now()
        return state
    }
}
