import Host

/// The probers of all roots: sites that are looked at in the same way share one, and its looks.
struct RootProbers {
    /// How a root is looked at.
    struct Way: Sendable, Hashable {
        var root: RootPath
        var file: String?
    }

    /// What a look can hang in.
    struct Ground: Sendable, Hashable {
        var mount: Int
        var device: String
        /// Nil when it is not seen.
        var client: ProcessIdentity?

        func isAnother(than old: Ground) -> Bool {
            if mount != old.mount || device != old.device { return true }
            guard let client, let before = old.client else { return false }
            return client != before
        }
    }

    enum Start: Sendable {
        case begun
        /// The look before it is still under way.
        case hanging
        /// No thread is to be had for it.
        case refused
    }

    private struct Entry {
        let prober: RootProber
        var ground: Ground
    }

    private var entries: [Way: Entry] = [:]
    /// Those whose threads hang in what is no longer asked for.
    private var lost: [Entry] = []
    /// What hung when the round began.
    private var hanging: [Ground] = []
    /// How many threads may hang before a mount in which one does gets no other.
    private let hangLimit: Int
    private let make: @Sendable () -> RootProber

    init(hangLimit: Int, make: @escaping @Sendable () -> RootProber) {
        self.hangLimit = hangLimit
        self.make = make
    }

    /// Lets go of all others; before each round.
    mutating func keep(_ ways: Set<Way>) {
        for (way, entry) in entries where !ways.contains(way) {
            lose(entry)
            entries[way] = nil
        }
        lost.removeAll { !$0.prober.isBusy }
        hanging = (lost + entries.values).filter(\.prober.isBusy).map(\.ground)
    }

    /// Begins a look, unless one is under way that can still come to something.
    ///
    /// One that hangs in a mount in whose place there is another one now is given up for good.
    mutating func begin(
        _ look: RootLook,
        _ way: Way,
        on ground: Ground,
        whenDone: @escaping @Sendable () -> Void
    ) -> Start {
        if let entry = entries[way], entry.prober.isBusy {
            guard ground.isAnother(than: entry.ground), lost.count < hangLimit else { return .hanging }
            lose(entry)
            entries[way] = nil
        }
        guard mayBegin(on: ground) else { return .refused }
        let prober = entries[way]?.prober ?? make()
        entries[way] = Entry(prober: prober, ground: ground)
        let hasBegun = try? prober.begin(look, whenDone: whenDone)
        return hasBegun == true ? .begun : .refused
    }

    func isBusy(_ way: Way) -> Bool { entries[way]?.prober.isBusy ?? false }

    /// How the look stands; nil when there was none.
    func finish(_ way: Way) -> RootProber.Progress? { entries[way]?.prober.finish() }

    private mutating func lose(_ entry: Entry) {
        entry.prober.release()
        if entry.prober.isBusy { lost.append(entry) }
    }

    /// Only what hung before this round counts: many roots that are well may be looked at together.
    private func mayBegin(on ground: Ground) -> Bool {
        hanging.count < hangLimit || !hanging.contains { $0.device == ground.device }
    }
}
