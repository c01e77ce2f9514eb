/// Writes metric families as Prometheus text 0.0.4 and as OpenMetrics 1.0, both at once.
///
/// Families are written by name and samples by label values, so equal families give equal bytes.
/// A sample's line is the same in both formats; only the heads differ. The encoder remembers the
/// rendered labels of the families that it wrote last.
public struct FamilyEncoder: Sendable {
    private var layouts: [String: FamilyLayout] = [:]

    public init() {}

    /// Families without samples are left out; of samples with equal labels the first counts.
    public mutating func encode(_ families: [MetricFamily]) -> EncodedBlock {
        let families = families.filter { !$0.samples.isEmpty }.sorted { $0.metric.name < $1.metric.name }
        let layouts = families.map(layout)
        let capacity = layouts.reduce(0) { $0 + $1.capacity }
        var text: [UInt8] = []
        var openMetrics: [UInt8] = []
        text.reserveCapacity(capacity)  // Once: growing them family by family would take longer than all the rest.
        openMetrics.reserveCapacity(capacity)
        for (family, layout) in zip(families, layouts) {
            head(family.metric, into: &text)
            openMetricsHead(family.metric, into: &openMetrics)
            let start = text.count
            write(family, layout, into: &text)
            openMetrics.append(contentsOf: text[start...])
        }
        self.layouts = Dictionary(zip(families.map(\.metric.name), layouts)) { _, last in last }
        return EncodedBlock(text: text, openMetrics: openMetrics)
    }

    private func layout(of family: MetricFamily) -> FamilyLayout {
        if let known = layouts[family.metric.name], known.fits(family) { return known }
        return FamilyLayout(of: family)
    }

    private func head(_ metric: Metric, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "# HELP \(metric.name) ".utf8)
        SampleText.escape(metric.help, quotes: false, into: &bytes)
        bytes.append(contentsOf: "\n# TYPE \(metric.name) \(textType(metric.kind))\n".utf8)
    }

    private func textType(_ kind: Metric.Kind) -> String {
        switch kind {
        case .info: Metric.Kind.gauge.rawValue
        case .unknown: "untyped"
        case .counter, .gauge, .histogram: kind.rawValue
        }
    }

    private func openMetricsHead(_ metric: Metric, into bytes: inout [UInt8]) {
        let name = metric.familyName
        bytes.append(contentsOf: "# TYPE \(name) \(metric.kind.rawValue)\n".utf8)
        if let unit = metric.unit { bytes.append(contentsOf: "# UNIT \(name) \(unit)\n".utf8) }
        bytes.append(contentsOf: "# HELP \(name) ".utf8)
        SampleText.escape(metric.help, quotes: true, into: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    private func write(_ family: MetricFamily, _ layout: FamilyLayout, into bytes: inout [UInt8]) {
        var line = Lines(layout: layout)
        for index in layout.order {
            switch family.samples[index].value {
            case .number(let value):
                line.write(value, into: &bytes)
            case .histogram(let histogram):
                var total: UInt64 = 0
                for count in histogram.counts {
                    total &+= count
                    line.write(Double(total), into: &bytes)
                }
                line.write(histogram.sum, into: &bytes)
                line.write(Double(total), into: &bytes)
            }
        }
    }
}

/// Walks the prefixes of a layout, one line at a time.
private struct Lines {
    let layout: FamilyLayout
    private var next = 0
    private var position = 0

    init(layout: FamilyLayout) {
        self.layout = layout
    }

    mutating func write(_ value: Double, into bytes: inout [UInt8]) {
        let end = layout.ends[next]
        bytes.append(contentsOf: layout.prefixes[position..<end])
        SampleText.number(value, into: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        position = end
        next += 1
    }
}
