import Gluster
import Host

/// Running totals of the self-heal daemons' crawls, each finished one counted once.
///
/// A daemon keeps a window of its last crawls, without numbers. Those that start in the same second cannot be told
/// apart, but can be counted: what a window has more of than the one before it is new.
struct CrawlBook: Sendable {
    struct Totals: Sendable, Hashable {
        var crawls: UInt64 = 0
        var healed: UInt64 = 0
        var failed: UInt64 = 0
        var splitBrain: UInt64 = 0
        /// When the last one ended, as Unix time; nil while none has, or while it cannot be told.
        var lastEnd: Double?
    }

    private struct Moment: Hashable {
        var kind: Crawl.Kind
        var start: Double?
    }

    private typealias Window = [Moment: Int]

    /// Bricks that are gone, as they may come back, are forgotten when there are more than so many.
    private static let limit = 256

    private var totals: [[String]: [Crawl.Kind: Totals]] = [:]
    /// How many finished crawls of each moment each daemon has shown, by brick.
    private var windows: [ProcessIdentity: [[String]: Window]] = [:]
    /// The first look, and the daemons that were there: of any other all crawls count, for it started while we watched.
    private var first: (time: Double, daemons: Set<ProcessIdentity>)?

    /// Counts what is new in a round; `time` is the Unix time.
    mutating func take(_ round: SelfHealRound, at time: Double) {
        if first == nil { first = (time, round.daemons) }
        // Without any it is not known whether the last one comes back.
        if !round.daemons.isEmpty { windows = windows.filter { round.daemons.contains($0.key) } }
        let bricks = Set(round.bricks.map { [$0.volume, $0.brick] })
        totals = totals.filter { bricks.contains($0.key) }
        windows = windows.mapValues { windows in
            guard windows.count > bricks.count + Self.limit else { return windows }
            return windows.filter { bricks.contains($0.key) }
        }
        for brick in round.bricks {
            guard let daemon = brick.daemon, let crawls = brick.crawls else { continue }
            count(crawls.filter { !$0.isRunning }, of: [brick.volume, brick.brick], by: daemon, at: time)
        }
    }

    /// Nil for a brick of which the daemon has never told anything.
    func totals(_ volume: String, _ brick: String) -> [Crawl.Kind: Totals]? { totals[[volume, brick]] }

    private mutating func count(
        _ finished: [Crawl],
        of brick: [String],
        by daemon: ProcessIdentity,
        at time: Double
    ) {
        let known = windows[daemon]?[brick] ?? baseline(finished, of: daemon, at: time)
        var sums = totals[brick] ?? Dictionary(uniqueKeysWithValues: Crawl.Kind.allCases.map { ($0, Totals()) })
        for (moment, crawls) in Dictionary(grouping: finished, by: Self.moment) {
            for crawl in crawls.dropFirst(known[moment] ?? 0) { sums[moment.kind]?.add(crawl) }
            let ends = crawls.compactMap(\.end) + [sums[moment.kind]?.lastEnd].compactMap { $0 }
            sums[moment.kind]?.lastEnd = ends.max()
        }
        totals[brick] = sums
        windows[daemon, default: [:]][brick] = Self.window(finished)
    }

    /// What is not counted of the first window of a brick: crawls that may have been counted before this process
    /// started, or whose start says nothing.
    private func baseline(_ finished: [Crawl], of daemon: ProcessIdentity, at time: Double) -> Window {
        guard let first, first.daemons.contains(daemon) else { return [:] }
        return Self.window(
            finished.filter { crawl in
                guard let start = crawl.start else { return true }
                return start <= first.time || start > time
            }
        )
    }

    private static func moment(_ crawl: Crawl) -> Moment { Moment(kind: crawl.kind, start: crawl.start) }

    private static func window(_ crawls: [Crawl]) -> Window {
        Dictionary(crawls.map { (moment($0), 1) }, uniquingKeysWith: +)
    }
}

extension CrawlBook.Totals {
    fileprivate mutating func add(_ crawl: Crawl) {
        crawls += 1
        healed &+= crawl.healed
        failed &+= crawl.failed
        splitBrain &+= crawl.splitBrain
    }
}
