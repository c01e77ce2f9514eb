import Host

/// Subjects that hung while they were opened, and until when they are left alone: a minute, then twice as long each time
/// until an open comes back.
struct Holds: Sendable {
    private var backOffs: [Subject: BackOff] = [:]

    mutating func add(_ subject: Subject, _ now: ContinuousClock.Instant = .now) {
        var backOff = backOffs[subject] ?? BackOff(first: .seconds(60), limit: .seconds(3600), now: now)
        backOff.failed(now)
        backOffs[subject] = backOff
    }

    /// Forgets what hung before: it was opened now. What is held is not opened, and a word about it is a late one.
    mutating func opened(_ subject: Subject, _ now: ContinuousClock.Instant = .now) {
        if backOffs[subject]?.isDue(now) == true { backOffs[subject] = nil }
    }

    /// Forgets those of volumes that nobody watches any more.
    mutating func keep(_ volumes: Set<String>) {
        backOffs = backOffs.filter { volumes.contains($0.key.volume) }
    }

    /// Seconds left for each.
    func current(_ now: ContinuousClock.Instant = .now) -> [Subject: UInt32] {
        backOffs.filter { !$0.value.isDue(now) }.mapValues { UInt32(clamping: Int($0.wait(now).seconds.rounded(.up))) }
    }
}
