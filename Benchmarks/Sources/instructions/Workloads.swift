import Caddy
import Exposition
import Glibc
import Gluster
import LogTail
import Samples

/// One round of something, by its number.
typealias Work = (Int) -> Void

/// 10,000 samples in both formats, each round with other values.
func encode() -> Work {
    let polls = (0..<2).map(Samples.poll)
    var encoder = FamilyEncoder()
    var board = encoder.encode(polls[0])
    return { round in
        board = encoder.encode(polls[(round + 1) % polls.count])
        withExtendedLifetime(board) {}
    }
}

/// A Caddy's metrics.
func parse(_ text: [UInt8]) -> Work {
    { _ in succeed { try !ExpositionParser.parse(text, .text).isEmpty } }
}

/// A Caddy's log, in JSON.
func classify(_ log: [UInt8]) -> Work {
    let context = LogContext(SiteNames([CaddySite(name: "localhost", hosts: ["localhost"], listen: [":8080"])]), .json)
    return { _ in
        var tally = LogTally(context)
        log.withUnsafeBytes { tally.take(RawSpan(_unsafeBytes: $0)) }
        succeed { tally.counts.entries.values.reduce(0, +) > 0 }
    }
}

/// What a glusterd says of its pool.
func readState(_ text: [UInt8]) -> Work {
    { _ in succeed { try !PoolState.parse(text).volumes.isEmpty } }
}

/// A Caddy's configuration.
func readConfiguration(_ json: [UInt8]) -> Work {
    { _ in succeed { try !CaddyConfiguration.parse(json).sites.isEmpty } }
}

/// Whether the work was done.
private func succeed(_ work: () throws -> Bool) {
    if (try? work()) == true { return }
    print("the input is not what this workload reads")
    exit(EXIT_FAILURE)
}
