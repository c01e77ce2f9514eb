/// Subjects that hung while they were opened, and until when they are left alone: a minute, then twice as long each time.
struct Holds: Sendable {
    private var backOffs: [Subject: BackOff] = [:]

    mutating func add(_ subject: Subject) {
        var backOff = backOffs[subject] ?? BackOff(first: .seconds(60), limit: .seconds(3600))
        backOff.failed()
        backOffs[subject] = backOff
    }

    /// Seconds left for each.
    var current: [Subject: UInt32] {
        backOffs.filter { !$0.value.isDue }.mapValues { UInt32(clamping: Int($0.wait.seconds.rounded(.up))) }
    }
}
