// Counts what a log of Caddy tells, as the daemon does: `classify FILE [TURNS]` prints the counts and the best time.
import Caddy
import Glibc
import LogTail

guard CommandLine.arguments.count > 1 else {
    print("usage: classify FILE [TURNS]")
    exit(EXIT_FAILURE)
}
let path = CommandLine.arguments[1]
let turns = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 1 : 1
let context = LogContext(
    SiteNames([
        CaddySite(name: "files.example.com", hosts: ["files.example.com"], listen: [":443"]),
        CaddySite(name: "media.example.com", hosts: ["media.example.com"], listen: [":443"]),
    ]),
    .json
)
var best = Double.infinity
var tally = LogTally(context)
for _ in 0..<turns {
    tally = LogTally(context)
    let start = ContinuousClock.now
    guard LineFile(path).read(into: &tally) else {
        print("\(path): cannot be read")
        exit(EXIT_FAILURE)
    }
    best = min(best, (ContinuousClock.now - start) / .seconds(1))
}
let counts = tally.counts
print(
    """
    {"seconds": \(best), "entries": \(counts.entries.values.reduce(0, +)),
    "storage_errors": \(counts.storageErrors.values.reduce(0, +)),
    "server_errors": \(counts.serverErrors.values.reduce(0, +)),
    "short_responses": \(counts.shortResponses.values.reduce(0, +)), "peak_kib": \(peakMemory())}
    """
)
