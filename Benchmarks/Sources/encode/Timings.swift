/// How long something took, each time that it was done.
struct Timings {
    private var seconds: [Double] = []

    /// Letting go of the result is not timed.
    mutating func add<Result>(_ work: () -> Result) {
        let start = ContinuousClock.now
        let result = work()
        let time = ContinuousClock.now - start
        seconds.append(time / .seconds(1))
        withExtendedLifetime(result) {}
    }

    var median: Double { seconds.sorted()[seconds.count / 2] }
}

/// Everything but the values, in no order: what two encoders must have in common.
func series(of text: String) -> Set<Substring> {
    Set(text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0[..<$0.lastIndex(of: " ")!] })
}
