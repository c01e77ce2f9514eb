import Foundation
import LogTail
import TestSupport

@testable import Caddy

/// Sites as the samples had them: one at each port, and nothing said of hosts.
let sampleSites = SiteNames([
    CaddySite(name: ":28081", listen: [":28081"], roots: [.path("/srv/site")]),
    CaddySite(name: ":28083", listen: [":28083"], roots: [.path("/srv/other")]),
    CaddySite(name: ":28084", listen: [":28084"], roots: [.path("/mnt/c3/site")]),
    CaddySite(name: "a.localhost", hosts: ["a.localhost"], listen: [":30443"], roots: [.path("/srv/pub")]),
])

func sample(_ name: String) throws -> [UInt8] {
    let directory = Bundle.module.bundleURL.appending(path: "Samples")
    return Array(try Data(contentsOf: directory.appending(path: name)))
}

/// Each line with its end.
func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) + [0x0a] }
    if lines.last == [0x0a] { lines.removeLast() }
    return lines
}

extension LogTally {
    init(of pieces: [[UInt8]], _ sites: SiteNames = sampleSites, format: LogContext.Format = .json) {
        self.init(LogContext(sites, format))
        for piece in pieces { unsafe take(piece.span.bytes) }
    }

    init(of text: String, _ sites: SiteNames = sampleSites, format: LogContext.Format = .json) {
        self.init(of: [Array((text + "\n").utf8)], sites, format: format)
    }

    /// All that was told, a line for each count.
    var text: String {
        var rows = counts.entries.map { "entries \($0)=\($1)" }
        for (name, counts) in [
            ("storage", counts.storageErrors), ("handler", counts.handlerErrors), ("server", counts.serverErrors),
        ] {
            rows += counts.map { "\(name) \($0.site) \($0.what)=\($1)" }
        }
        rows += counts.shortResponses.map { "short \($0)=\($1)" }
        rows += counts.writeErrors.map { "write \($0)=\($1)" }
        rows += [("unparsed", unparsedLines), ("untrusted", untrustedLines)].filter { $0.1 > 0 }.map { "\($0)=\($1)" }
        if let lastEntry { rows.append("last \(lastEntry)") }
        return rows.sorted().map { $0 + "\n" }.joined()
    }

    /// Every line is in exactly one of these.
    var lineCount: UInt64 {
        counts.entries.values.reduce(0, +) + counts.writeErrors.values.reduce(0, +) + unparsedLines + untrustedLines
    }

    var storageErrors: UInt64 { counts.storageErrors.values.reduce(0, +) }
}
