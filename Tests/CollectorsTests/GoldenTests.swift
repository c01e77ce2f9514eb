import Collectors
import Exposition
import Foundation
import Testing

/// Holds every collector of the catalog, and the exporter itself, to their recorded expositions.
///
/// `UPDATE_GOLDEN=1 swift test` records again; the diff is then the review.
@Suite("Golden expositions")
struct GoldenTests {
    @Test("of each collector", arguments: catalog)
    func collector(_ type: any Collector.Type) async throws {
        try check(type.name, try await type.init(reading: .recorded).collect())
    }

    @Test("of the exporter itself")
    func exporter() throws {
        try check("exporter", ExporterMetrics.families(.recorded, now: ExporterState.later))
    }

    @Test("of everything together are kept for the strict parsers")
    func everything() async throws {
        var blocks: [EncodedBlock] = []
        for type in catalog {
            var encoder = FamilyEncoder()
            blocks.append(encoder.encode(try await type.init(reading: .recorded).collect()))
        }
        var encoder = FamilyEncoder()
        blocks.append(encoder.encode(ExporterMetrics.families(.recorded, now: ExporterState.later)))
        for format in Format.allCases {
            let body = Body.plain(blocks, format)
            #expect(!body.isEmpty)
            try keep(body, "everything", format)
        }
    }

    private func check(_ name: String, _ families: [MetricFamily]) throws {
        var encoder = FamilyEncoder()
        let block = encoder.encode(families)
        for format in Format.allCases {
            let body = Body.plain([block], format)
            let file = directory.appending(path: "Golden/\(name).\(format.suffix)")
            if isRecording { try Data(body).write(to: file) }
            let golden = Array(try Data(contentsOf: file))
            #expect(String(decoding: body, as: UTF8.self) == String(decoding: golden, as: UTF8.self))
            #expect(body == golden)  // `String` takes two spellings of one character for the same.
            try keep(body, name, format)
        }
    }

    /// Writes it where `EXPOSITION_OUT` says, for `exposition_check.py` and promtool.
    private func keep(_ body: [UInt8], _ name: String, _ format: Format) throws {
        guard let path = ProcessInfo.processInfo.environment["EXPOSITION_OUT"] else { return }
        let directory = URL(filePath: path)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(body).write(to: directory.appending(path: "golden-\(name).\(format.suffix)"))
    }
}

@Suite("Manual of the metrics")
struct ManualTests {
    @Test("is what the declarations say")
    func manual() throws {
        let file = directory.appending(path: "../../docs/metrics.md").standardizedFileURL
        if isRecording { try MetricsManual.text().write(to: file, atomically: true, encoding: .utf8) }

        #expect(MetricsManual.text() == (try String(contentsOf: file, encoding: .utf8)))
    }
}

private let directory = URL(filePath: #filePath).deletingLastPathComponent()
private let isRecording = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

extension Format {
    fileprivate var suffix: String { self == .text ? "prom" : "om" }
}
