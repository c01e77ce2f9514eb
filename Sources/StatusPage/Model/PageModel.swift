import Collectors

/// Everything that the page says, worst first.
struct PageModel {
    /// Seconds since 1970.
    var now: Double
    var volumes: [VolumeModel]
    /// Nil on a machine that is no server.
    var pool: PoolModel?
    var mounts: [MountRow]
    var sites: [SiteRow]
    var caddys: [CaddyRow]
    var logs: [LogRow]
    var collectors: [CollectorRow]
    /// Of the exporter's own settings.
    var settingsProblem: Problem?
    var problems: [Problem]

    init(
        _ snapshots: [Board.Snapshot],
        now: Double,
        areSettingsLoaded: Bool = true,
        clock: ContinuousClock.Instant = .now
    ) {
        let readings = Readings(snapshots)
        self.now = now
        volumes = [VolumeModel](readings, now)
        pool = PoolModel(readings)
        mounts = [MountRow](readings)
        sites = [SiteRow](readings)
        caddys = [CaddyRow](readings, now)
        logs = [LogRow](readings)
        collectors = snapshots.map {
            CollectorRow(report: $0.report, age: $0.age, inFlight: $0.report.inFlight(clock))
        }
        if !areSettingsLoaded {
            let words = "the exporter's settings are bad: those that were read before hold, and its log says why"
            settingsProblem = Problem(.warning, words, at: "collectors")
        }
        problems = []
        let found: [[Problem]] = [
            volumes.flatMap(\.problems), pool?.problems ?? [], mounts.compactMap(\.problem), sites.flatMap(\.problems),
            caddys.flatMap(\.problems), logs.compactMap(\.problem), collectors.compactMap(\.problem),
            settingsProblem.map { [$0] } ?? [],
        ]
        problems = Level.allCases.reversed().flatMap { level in found.joined().filter { $0.level == level } }
    }

    /// What wants a person.
    var urgent: [Problem] { problems.filter { $0.level >= .warning } }
    var unknown: [Problem] { problems.filter { $0.level == .unknown } }
    var notes: [Problem] { problems.filter { $0.level == .note } }

    /// Whether there is anything at all that could be well or not.
    var isEmpty: Bool {
        volumes.isEmpty && pool == nil && mounts.isEmpty && sites.isEmpty && caddys.isEmpty && logs.isEmpty
    }

    /// One line: the whole page in a sentence.
    var judgement: (level: Level, words: String) {
        if let first = urgent.first {
            return (first.level, "\(Amount.count(urgent.count, "thing needs", "things need")) attention")
        }
        if !unknown.isEmpty {
            let things = Amount.count(unknown.count, "thing is", "things are")
            return (.unknown, "Nothing is known to be wrong, but \(things) not known")
        }
        return isEmpty ? (.unknown, "There is nothing to watch") : (.good, "All is well")
    }

    func collector(_ name: String) -> CollectorRow? { collectors.first { $0.name == name } }
}
