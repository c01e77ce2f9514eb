import LogTail

/// Whoever reads logs as they grow: ``LogHub``, or a test.
protocol LogFollowing: Sendable {
    func follow(_ source: LogSource, _ tally: LogTally) -> any FollowedLog
}

/// A log that is being read.
protocol FollowedLog: Sendable {
    var progress: TailProgress { get }
    var tally: LogTally { get }
    func stop()
}

struct HubFollowing: LogFollowing {
    let hub: LogHub

    func follow(_ source: LogSource, _ tally: LogTally) -> any FollowedLog { hub.follow(source, tally) }
}

extension Tail: FollowedLog where Consumer == LogTally {
    var tally: LogTally { read { $0 } }
}

/// A log that is being read for a Caddy.
struct WatchedLog {
    /// As ``LogSourceState/source``.
    var label: String
    var caddy: String
    let context: LogContext
    let log: any FollowedLog
    /// Since when it is no longer in the configuration, or is another Caddy's: it is read to its end.
    var leftAt: ContinuousClock.Instant?

    /// Whether all of it is read.
    var isDrained: Bool { log.progress.lagBytes == 0 }

    var state: LogSourceState {
        let progress = log.progress
        let tally = log.tally
        var state = LogSourceState(source: label)
        state.readBytes = progress.readBytes
        state.unparsedLines = progress.unparsedLines + progress.cutLines + tally.unparsedLines
        state.oversizedLines = progress.oversizedLines
        state.untrustedLines = tally.untrustedLines
        state.rotations = progress.rotations
        state.truncations = progress.truncations
        state.gaps = progress.gaps
        state.lagBytes = progress.lagBytes
        state.lastEntry = tally.lastEntry
        state.isReadable = progress.problem != nil ? false : progress.isLookedAt ? true : nil
        state.problem = progress.problem
        // There is nothing else to tell it by.
        state.isDenied = progress.problem?.contains(" by user ") == true
        return state
    }
}
