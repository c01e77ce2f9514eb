import Host

/// Certificates by name, each looked at once in a while, and kept until then.
struct CertificateBook: Sendable {
    private struct Entry: Sendable {
        var asked: ContinuousClock.Instant?
        var times: CertificateTimes?

        func wait(_ now: ContinuousClock.Instant) -> Duration {
            asked.map { now - $0 } ?? Duration.seconds(Int64(1) << 40)
        }
    }

    /// How long what was seen counts, and how long one that did not answer is left alone.
    static let life = Duration.seconds(300)
    /// How many are looked at in one round at most.
    static let width = 100
    /// How long one may take.
    static let patience = Duration.seconds(1)

    private var entries: [ServedCertificate: Entry] = [:]

    /// In the order of their names; of two that differ in their address alone, the one that ends first.
    var times: [CertificateTimes] {
        var first: [[String]: CertificateTimes] = [:]
        for times in entries.values.compactMap(\.times) {
            let known = first[[times.name, times.issuer]] ?? times
            let isEarlier = (times.notAfter, times.notBefore) < (known.notAfter, known.notBefore)
            first[[times.name, times.issuer]] = isEarlier ? times : known
        }
        return first.values.sorted { ($0.name, $0.issuer) < ($1.name, $1.issuer) }
    }

    /// Looks at those that are due, the longest waiting first, until the time is over.
    ///
    /// One that does not answer has no times until it does, nor has one whose turn has not come for two lives.
    mutating func look(
        at served: [ServedCertificate],
        _ budget: Budget,
        now: ContinuousClock.Instant,
        _ shakeHands: (ServedCertificate, Duration) -> CertificateTimes?
    ) {
        let wanted = Set(served)
        entries = entries.filter { wanted.contains($0.key) }
        for certificate in wanted where entries[certificate] == nil { entries[certificate] = Entry() }
        let due = entries.filter { entry in entry.value.asked.map { now - $0 >= Self.life } ?? true }
            .sorted {
                ($0.value.wait(now), $1.key.name, $1.key.address) > ($1.value.wait(now), $0.key.name, $0.key.address)
            }
        for (certificate, entry) in due where entry.wait(now) >= Self.life * 2 { entries[certificate]?.times = nil }
        for (certificate, _) in due.prefix(Self.width) {
            let time = min(budget.rest, Self.patience)
            guard time > .zero else { return }
            entries[certificate] = Entry(asked: now, times: shakeHands(certificate, time))
        }
    }
}
