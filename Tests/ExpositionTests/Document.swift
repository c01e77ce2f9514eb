import Foundation

@testable import Exposition

/// One exposition in both formats, as a scrape would get it.
struct Document {
    let text: ByteText
    let openMetrics: ByteText

    /// Written by an encoder that has written nothing before, and kept for the strict parsers under its name.
    init(_ name: String, _ families: [MetricFamily]) throws {
        var encoder = FamilyEncoder()
        self.init(encoder.encode(families))
        try keep(name)
    }

    init(_ block: EncodedBlock) {
        text = ByteText(Body.plain([block], .text))
        openMetrics = ByteText(Body.plain([block], .openMetrics))
    }

    /// Writes both forms where `EXPOSITION_OUT` says, for `exposition_check.py` and promtool.
    private func keep(_ name: String) throws {
        guard let path = ProcessInfo.processInfo.environment["EXPOSITION_OUT"] else { return }
        let directory = URL(filePath: path)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(text.bytes).write(to: directory.appending(path: "exposition-\(name).prom"))
        try Data(openMetrics.bytes).write(to: directory.appending(path: "exposition-\(name).om"))
    }
}

extension MetricFamily {
    /// A family with these samples.
    init(_ metric: Metric, _ samples: [(labels: [String], value: Double)]) {
        self.init(metric)
        for sample in samples { add(sample.value, sample.labels) }
    }
}
