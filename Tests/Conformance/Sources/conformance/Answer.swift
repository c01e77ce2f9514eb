import Foundation

@testable import Exposition

func answer(to request: Request) throws -> [Data] {
    switch request {
    case .encode(let families):
        return try both(families.map { try $0.made })
    case .faults(let family):
        return [try json(family.metric().faults)]
    case .parse(let document, let openMetrics):
        do {
            let families = try ExpositionParser.parse(Array(document), openMetrics ? .openMetrics : .text)
            return [try json(families.map(ReadFamily.init))]
        } catch let error as ExpositionError {
            return [try json(error.description)]
        }
    case .pass(let documents, let openMetrics, let beside):
        var passed = PassedFamilies(label: "caddy", beside: try beside.map { try $0.metric() }, limit: 100_000)
        for document in documents {
            let families = try ExpositionParser.parse(Array(document.bytes), openMetrics ? .openMetrics : .text)
            passed.add(families, of: document.owner)
        }
        return try both(passed.all) + [json(passed.dropped)]
    }
}

private func both(_ families: [MetricFamily]) throws -> [Data] {
    var encoder = FamilyEncoder()
    let block = encoder.encode(families)
    return Format.allCases.map { Data(Body.plain([block], $0)) }
}

private func json(_ value: some Encodable) throws -> Data {
    try JSONEncoder().encode(value)
}

extension Family {
    func metric() throws -> Metric {
        guard let kind = Metric.Kind(rawValue: kind) else { throw UnknownKind(name: kind) }
        return Metric(kind: kind, name: name, labels: labels, bounds: bounds.map(\.value), help: help)
    }

    var made: MetricFamily {
        get throws {
            var family = MetricFamily(try metric())
            for row in samples {
                if let counts = row.counts {
                    family.add(Histogram(counts: counts, sum: row.value.value), row.labels)
                } else {
                    family.add(row.value.value, row.labels)
                }
            }
            return family
        }
    }
}

private struct UnknownKind: Error {
    var name: String
}

/// A family as it was read.
private struct ReadFamily: Encodable {
    var name: String
    var kind: String
    var help: String
    var samples: [ReadSample]

    init(_ family: ParsedFamily) {
        name = family.name
        kind = family.kind.rawValue
        help = family.help
        samples = family.samples.map(ReadSample.init)
    }
}

private struct ReadSample: Encodable {
    var name: String
    var labels: [[String]]
    var value: Exact
    var time: Exact?

    init(_ sample: ParsedSample) {
        name = sample.name
        labels = sample.labels.map { [$0.name, $0.value] }
        value = Exact(sample.value)
        time = sample.timestamp.map(Exact.init)
    }
}
