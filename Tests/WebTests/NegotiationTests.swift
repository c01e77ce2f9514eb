import Testing

@testable import Web

/// An `Accept`, and the format, version and escaping that answer it.
private let realClients = """
    application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 → openMetrics 0.0.1
    application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
    text/plain;version=0.0.4;q=0.5,*/*;q=0.1 → openMetrics 1.0.0
    application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,\
    text/plain;version=0.0.4;q=0.3,*/*;q=0.2 → openMetrics 1.0.0
    application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,\
    application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,\
    text/plain;version=0.0.4;q=0.3,*/*;q=0.2 → openMetrics 1.0.0
    application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
    application/openmetrics-text;version=0.0.1;escaping=allow-utf-8;q=0.4,\
    text/plain;version=0.0.4;escaping=allow-utf-8;q=0.3,*/*;escaping=allow-utf-8;q=0.2 → openMetrics 1.0.0 allow-utf-8
    application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
    application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
    text/plain;version=0.0.4;q=0.3,*/*;q=0.2 → openMetrics 1.0.0 allow-utf-8
    text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5 → text 1.0.0 allow-utf-8
    text/plain;version=0.0.4;q=0.6,*/*;q=0.5 → text 0.0.4
    application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,*/*;q=0.5 → openMetrics 1.0.0 underscores
    */* → text 0.0.4
    text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8 → text 0.0.4
    text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 → text 0.0.4
    """

private let weights = """
     → text 0.0.4
    text/plain → text 0.0.4
    application/openmetrics-text → openMetrics 1.0.0
    application/openmetrics-text;version=0.0.1 → openMetrics 0.0.1
    text/plain;version=1.0.0 → text 1.0.0
    text/plain, application/openmetrics-text → openMetrics 1.0.0
    application/openmetrics-text, text/plain → openMetrics 1.0.0
    text/plain;version=0.0.4, application/openmetrics-text → text 0.0.4
    text/plain;q=0.9, application/openmetrics-text;q=0.8 → text 0.0.4
    text/plain;q=0.8, application/openmetrics-text;q=0.9 → openMetrics 1.0.0
    text/plain;q=0.899, application/openmetrics-text;q=0.9 → openMetrics 1.0.0
    text/plain;version=0.0.4;q=0.4, text/plain;version=1.0.0;q=0.5 → text 1.0.0
    text/plain;version=0.0.4, text/plain;version=1.0.0 → text 1.0.0
    text/plain;version=0.0.4;q=0.1, text/plain;q=0.9, application/openmetrics-text;q=0.5 → openMetrics 1.0.0
    text/* → text 0.0.4
    application/* → text 0.0.4
    */*;q=0.1, application/openmetrics-text;q=0.1 → openMetrics 1.0.0
    */*, application/openmetrics-text;q=0.5 → text 0.0.4
    text/*;q=0.2, application/openmetrics-text;q=0.1 → text 0.0.4
    application/json → text 0.0.4
    application/openmetrics-text;version=2.0.0 → text 0.0.4
    text/plain;version=2.0.0, application/openmetrics-text;q=0.1 → openMetrics 1.0.0
    """

private let refusals = """
    */*;q=0 → text 0.0.4
    text/plain;q=0, */* → text 0.0.4
    application/openmetrics-text;q=0, */* → text 0.0.4
    text/plain;q=0, application/openmetrics-text → openMetrics 1.0.0
    text/plain;q=0, text/plain;version=1.0.0;q=0.1 → text 1.0.0
    application/openmetrics-text;version=1.0.0;q=0, application/openmetrics-text → text 0.0.4
    application/openmetrics-text;version=1.0.0;q=0.000, application/openmetrics-text;version=0.0.1;q=0.001 \
    → openMetrics 0.0.1
    """

private let escapings = """
    application/openmetrics-text;escaping=values → openMetrics 1.0.0 values
    application/openmetrics-text;version=0.0.1;escaping=values → openMetrics 0.0.1
    text/plain;version=1.0.0;escaping=dots → text 1.0.0 dots
    text/plain;escaping=dots → text 0.0.4
    text/plain;version=0.0.4;escaping=dots → text 0.0.4
    text/plain;version=1.0.0;escaping=none → text 1.0.0
    text/plain;version=1.0.0;escaping="dots\r\nX: y" → text 1.0.0
    """

private let notations = """
    APPLICATION/OpenMetrics-Text;VERSION=1.0.0;Q=0.5 → openMetrics 1.0.0
     \tapplication/openmetrics-text\t; version="0.0.1" ;; charset=utf-8  → openMetrics 0.0.1
    ,, application/openmetrics-text , → openMetrics 1.0.0
    application/openmetrics-text;q=0.5;version=0.0.1 → openMetrics 0.0.1
    application/openmetrics-text;a="b,text/plain;q=1";q=0.1 → openMetrics 1.0.0
    application/openmetrics-text;q=1.000 → openMetrics 1.0.0
    application/openmetrics-text;q=1. → openMetrics 1.0.0
    application/openmetrics-text;q=0. → text 0.0.4
    """

private let malformed = """
    application/openmetrics-text;q=1.1, text/plain;q=0.1 → text 0.0.4
    application/openmetrics-text;q=1.001 → text 0.0.4
    application/openmetrics-text;q=2 → text 0.0.4
    application/openmetrics-text;q=, */*;q=0.1 → text 0.0.4
    application/openmetrics-text;q=-1 → text 0.0.4
    application/openmetrics-text;q=.5 → text 0.0.4
    application/openmetrics-text;q=0.5555 → text 0.0.4
    application/openmetrics-text;q=0,5 → text 0.0.4
    application/openmetrics-text;q=NaN → text 0.0.4
    application/openmetrics-text;q=0.5;q=0.6 → text 0.0.4
    application/openmetrics-text;q → text 0.0.4
    application/openmetrics-text;=1 → text 0.0.4
    application/openmetrics-text;version = 1.0.0 → text 0.0.4
    application/openmetrics-text;version="1.0.0 → text 0.0.4
    application/openmetrics-text;version="1.0.0"" → text 0.0.4
    application/openmetrics-text;version=" → text 0.0.4
    application /openmetrics-text → text 0.0.4
    "application/openmetrics-text" → text 0.0.4
    \u{fffd}\u{0}, application/openmetrics-text → openMetrics 1.0.0
    ;q=1 → text 0.0.4
    / → text 0.0.4
    * → text 0.0.4
    """

private let encodings = """
     → identity
    gzip → gzip
    GZIP → gzip
    x-gzip → gzip
    deflate, br;q=1.0, gzip;q=0.1 → gzip
    gzip;q=0 → identity
    gzip;q=0.000 → identity
    gzip;q=0.001 → gzip
    * → gzip
    *;q=0 → identity
    gzip;q=0, * → identity
    gzip;q=x, *;q=0.1 → gzip
    gzip;q=2 → identity
    identity → identity
    identity, gzip;q=0.5 → gzip
    gzipped → identity
    deflate, → identity
    ,gzip → gzip
    """

@Suite("Negotiation")
struct NegotiationTests {
    @Test("answers what Prometheus 2.5 to 3.5, curl, Firefox and Java ask for", arguments: rows(realClients))
    func client(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("follows the weights, then the more specific, then OpenMetrics asked for by name", arguments: rows(weights))
    func weight(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("takes a weight of 0 as no", arguments: rows(refusals))
    func refusal(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("answers the escaping that is asked for, in versions that know of it", arguments: rows(escapings))
    func escaping(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("reads what RFC 9110 allows", arguments: rows(notations))
    func notation(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("takes malformed parts as not said", arguments: rows(malformed))
    func malformedPart(row: Row) {
        #expect(answer(to: row.header) == row.answer)
    }

    @Test("gives gzip to those who take it", arguments: rows(encodings))
    func compression(row: Row) {
        #expect("\(Compression(accepting: row.header))" == row.answer)
    }

    @Test("names the type exactly as Prometheus expects it")
    func contentTypes() {
        let type = MetricsType(format: .openMetrics, version: "1.0.0", escaping: .allowUTF8)

        #expect(MetricsType(accepting: "").header == "text/plain; version=0.0.4; charset=utf-8")
        #expect(type.header == "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8")
    }

    @Test("takes time in proportion to the length of what it reads")
    func longHeader() {
        let header = String(repeating: "text/plain,", count: 100_000) + "application/openmetrics-text"

        #expect(answer(to: header) == "openMetrics 1.0.0")
    }

    private func answer(to header: String) -> String {
        let type = MetricsType(accepting: header)
        return "\(type.format) \(type.version)" + (type.escaping.map { " \($0.rawValue)" } ?? "")
    }
}

struct Row: Sendable {
    let header: String
    let answer: String
}

/// One row a line: `header → answer`.
private func rows(_ table: String) -> [Row] {
    table.split(separator: "\n").map { line in
        let arrow = line.lastIndex(of: "→")!
        return Row(header: String(line[..<arrow].dropLast()), answer: String(line[arrow...].dropFirst(2)))
    }
}
