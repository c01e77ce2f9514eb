import Caddy
public import Exposition

/// Caddy by its admin API: whether it answers, its own metrics, and how long its certificates are valid.
public actor CaddyCollector: Collector {
    public static let name = "caddy"
    public static let summary = """
        Each Caddy of this host by its admin API: whether it answers, its sites, how long its certificates are valid. \
        Its own families that begin with `caddy_` are passed on with the label `caddy` added.
        """

    /// How many series of its own metrics one Caddy may have.
    private static let seriesLimit = 10_000
    /// How many families are told of by name that were not passed on.
    private static let nameLimit = 100
    private static let ours = catalog.flatMap { $0.metrics } + ExporterMetrics.metrics

    private let source: any CaddyReading
    private let seriesLimit: Int
    private var dropped: [String: UInt64] = [:]
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        self.init(reading: sources, seriesLimit: Self.seriesLimit)
    }

    init(reading sources: SourceSet, seriesLimit: Int) {
        source = sources.caddy
        self.seriesLimit = seriesLimit
    }

    public func collect() async throws -> [MetricFamily] {
        let states = await source.observe()
        known = states.compactMap { state in
            guard case .failure(let error) = state.answer else { return nil }
            return .failure(of: .caddy(state.instance.name), words: error.description)
        }
        guard !states.isEmpty else { return [] }
        var families = Families()
        var passed = PassedFamilies(label: "caddy", beside: Self.ours, limit: seriesLimit)
        for state in states {
            families.add(state)
            guard case .success(let answer) = state.answer else { continue }
            passed.add(answer.families.filter { $0.name.hasPrefix("caddy_") }, of: state.instance.name)
        }
        count(passed.dropped)
        for (family, count) in dropped { families.add(.seriesDropped, count, [family]) }
        return (families.all + passed.all).sorted { $0.metric.name < $1.metric.name }
    }

    public func facts() -> [Fact] { known }

    private func count(_ series: [String: Int]) {
        for (family, count) in series.sorted(by: { $0.key < $1.key }) {
            let name = dropped[family] != nil || dropped.count < Self.nameLimit ? family : "other"
            dropped[name, default: 0] += UInt64(count)
        }
    }
}

extension Families {
    fileprivate mutating func add(_ state: CaddyState) {
        let name = state.instance.name
        if let configuration = state.instance.configuration {
            add(.caddySites, configuration.sites.count, [name])
            add(.caddyLogSources, configuration.logs.count { $0.output.isSource }, [name])
        }
        switch state.answer {
        case .success(let answer):
            add(.caddyUp, true, [name])
            for certificate in answer.certificates {
                let labels = [name, certificate.name, certificate.issuer]
                add(.certificateNotBefore, certificate.notBefore, labels)
                add(.certificateNotAfter, certificate.notAfter, labels)
            }
            for root in answer.roots {
                add(.authorityNotBefore, root.notBefore, [name, root.name])
                add(.authorityNotAfter, root.notAfter, [name, root.name])
            }
        case .failure(let error):
            add(.caddyUp, false, [name])
            add(.caddyScrapeError, info: [name, error.kind.rawValue])
        }
    }
}

extension CaddyLog.Output {
    /// Whether it can be read from.
    fileprivate var isSource: Bool {
        switch self {
        case .file, .standardError, .standardOutput: true
        case .other: false
        }
    }
}
