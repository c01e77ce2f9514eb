import Exposition
import Foundation

@testable import Collectors
@testable import StatusPage

/// What collectors would have told, put together series by series.
struct Stage {
    /// The moment at which the page is made; seconds since 1970.
    static let now = 1_700_000_000.0

    private var families: [String: [String: MetricFamily]] = [:]
    private var facts: [String: [Fact]] = [:]
    private var reports: [String: PollReport] = [:]
    private var ages: [String: Double] = [:]
    private let clock = ContinuousClock.now

    /// All collectors work.
    init(_ collectors: [String] = catalog.map { $0.name }) {
        for name in collectors { succeed(name) }
    }

    mutating func succeed(_ collector: String, secondsAgo: Double = 2) {
        var report = PollReport(collector: collector)
        report.begin(clock)
        report.succeed(clock + .milliseconds(4), at: Self.now - secondsAgo)
        reports[collector] = report
        ages[collector] = secondsAgo
    }

    /// `age` is that of what it told before; nil: nothing of it counts any more.
    mutating func fail(_ collector: String, _ words: String, age: Double? = nil) {
        var report = reports[collector] ?? PollReport(collector: collector)
        report.begin(clock)
        report.fail("other", words: words, clock, isOver: true)
        reports[collector] = report
        ages[collector] = age
    }

    /// It has told nothing for longer than that counts.
    mutating func expire(_ collector: String) {
        ages[collector] = nil
        families[collector] = nil
        facts[collector] = nil
    }

    /// No poll of it has ended yet.
    mutating func start(_ collector: String) {
        reports[collector] = PollReport(collector: collector)
        ages[collector] = nil
    }

    mutating func set(_ family: String, _ labels: [String], _ value: Double) {
        guard let owner = catalog.first(where: { $0.metrics.contains { $0.name == family } }) else { return }
        guard let metric = owner.metrics.first(where: { $0.name == family }) else { return }
        add(family, metric, labels, value, to: owner.name)
    }

    /// One of Caddy's own.
    mutating func pass(_ family: String, _ caddy: String, _ value: Double) {
        add(family, .gauge(family, labels: "caddy", help: "Caddy's."), [caddy], value, to: "caddy")
    }

    private mutating func add(_ name: String, _ metric: Metric, _ labels: [String], _ value: Double, to owner: String) {
        var changed = MetricFamily(metric)
        for sample in families[owner]?[name]?.samples ?? [] where sample.labels != labels {
            if case .number(let value) = sample.value { changed.add(value, sample.labels) }
        }
        changed.add(value, labels)
        families[owner, default: [:]][name] = changed
    }

    mutating func remove(_ family: String) {
        for owner in families.keys { families[owner]?[family] = nil }
    }

    mutating func tell(_ collector: String, _ fact: Fact) { facts[collector, default: []].append(fact) }

    var snapshots: [Board.Snapshot] {
        catalog.map { $0.name }.compactMap { name in
            guard let report = reports[name] else { return nil }
            return Board.Snapshot(
                report: report,
                families: (families[name] ?? [:]).values.filter { StatusPage.families.contains($0.metric.name) },
                facts: facts[name] ?? [],
                age: ages[name]
            )
        }
    }

    var model: PageModel { PageModel(snapshots, now: Self.now, clock: clock + .milliseconds(4)) }

    var html: String {
        let page = StatusPage.html(snapshots, now: Self.now, version: "1.2.3", telemetryPath: "/metrics")
        return String(decoding: page.html, as: UTF8.self)
    }
}
