import Collectors
import Logging
import Synchronization

/// The pollers of the collectors that run, each in a task of its own.
final class Polling: Sendable {
    private struct Entry: Sendable {
        let poller: Poller<ContinuousClock>
        /// The collector reads them once, when it is made.
        let volumeOptions: Set<String>
        var task: Task<Void, Never>
        var isOn = true
    }

    private let board: Board
    private let sources: SourceSet
    private let log: Logger
    private let entries = Mutex<[String: Entry]>([:])

    init(_ board: Board, _ sources: SourceSet, _ log: Logger) {
        self.board = board
        self.sources = sources
        self.log = log
    }

    /// Starts, stops and changes pollers. What a collector counts goes on, also when it was switched off meanwhile.
    ///
    /// Not to be called again before it has returned.
    func apply(_ wiring: Wiring) async {
        board.apply(wiring.collectors)
        var entries = entries.withLock { $0 }
        for name in entries.keys where !wiring.collectors.contains(name) {
            entries[name]?.task.cancel()
            entries[name]?.isOn = false
        }
        for name in wiring.collectors {
            guard let schedule = wiring.schedules[name] else { continue }
            let old = entries[name]
            if name == ClusterCollector.name, old?.volumeOptions != wiring.volumeOptions {
                old?.task.cancel()
                entries[name] = start(name, schedule, wiring.volumeOptions, after: old?.task)
            } else if let old {
                await old.poller.apply(schedule)
                if !old.isOn { entries[name] = restart(old) }
            } else {
                entries[name] = start(name, schedule, wiring.volumeOptions, after: nil)
            }
        }
        let all = entries
        self.entries.withLock { $0 = all }
    }

    func stop() {
        entries.withLock { $0.values.forEach { $0.task.cancel() } }
    }

    /// Those that are stuck in this program's own code, not in what they look at.
    var stuck: [String] {
        entries.withLock { $0.filter { $0.value.isOn && !$0.value.poller.isAlive }.keys.sorted() }
    }

    private func start(
        _ name: String,
        _ schedule: PollSchedule,
        _ options: Set<String>,
        after last: Task<Void, Never>?
    ) -> Entry? {
        var sources = sources
        sources.volumeOptions = options
        guard let collector = collectors(named: [name], reading: sources).first else { return nil }
        let poller = Poller(
            collector,
            board: board,
            schedule: schedule,
            clock: ContinuousClock(),
            time: unixTime,
            onChange: { [log] in log.tell($0) }
        )
        return Entry(poller: poller, volumeOptions: options, task: run(poller, after: last))
    }

    private func restart(_ entry: Entry) -> Entry {
        Entry(
            poller: entry.poller,
            volumeOptions: entry.volumeOptions,
            task: run(entry.poller, after: entry.task)
        )
    }

    /// A poll that still hangs is waited for: one of a collector is under way at most.
    private func run(_ poller: Poller<ContinuousClock>, after last: Task<Void, Never>?) -> Task<Void, Never> {
        Task {
            await last?.value
            await poller.run()
        }
    }
}
