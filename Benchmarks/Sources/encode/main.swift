// Measures the encoder beside plain interpolation. With an argument it prints what it encodes, for other encoders.
import Exposition
import Glibc
import Samples

let polls = (0..<8).map(Samples.poll)
var encoder = FamilyEncoder()
var board = encoder.encode(polls[0])
let text = String(decoding: Body.plain([board], .text), as: UTF8.self)

guard CommandLine.arguments.count == 1 else {
    print(text, terminator: "")
    exit(EXIT_SUCCESS)
}
precondition(series(of: text) == series(of: interpolated(polls[0])), "the reference writes other series")

var steady = Timings()
var first = Timings()
var interpolation = Timings()
// By turns, so that whatever else the machine does meets all three.
for turn in 0..<60 {
    for step in 0..<8 {
        // As in the daemon, the block before goes when the new one is there.
        let families = polls[(turn + step + 1) % polls.count]
        steady.add { board = encoder.encode(families) }
    }
    let families = polls[turn % polls.count]
    first.add {
        var encoder = FamilyEncoder()
        return encoder.encode(families)
    }
    interpolation.add { interpolated(families) }
}
let openMetrics = Body.plain([board], .openMetrics)
print(
    """
    {"samples": \(Samples.count), "text_bytes": \(text.utf8.count), "openmetrics_bytes": \(openMetrics.count),
    "steady": \(steady.median), "first": \(first.median), "interpolation": \(interpolation.median)}
    """
)
