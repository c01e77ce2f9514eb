/// Why a connection was ended that its client would have kept.
public enum Cut: String, Sendable, CaseIterable {
    /// No whole request came in time.
    case request
    /// No further request came in time.
    case idle
    /// The answer was not taken in time.
    case answer
    /// Another one took the place: there were too many, in all or of one address.
    case limit
    case addressLimit = "address_limit"
}

/// Who is connected, and since when each of them has kept us waiting. It knows of no socket: the loop does what it says.
struct ConnectionBook {
    /// Who shares a limit: an IPv4 address, or the first half of an IPv6 address.
    struct Network: Hashable {
        var family: CInt
        var bits: UInt64
    }

    enum Phase {
        /// No whole request is here: the client is waited for.
        case asking
        /// We are waited for.
        case working
        /// An answer is being sent.
        case answering
        /// Told to go.
        case leaving
    }

    enum Admission: Equatable {
        case admitted
        /// Instead of another one, who has to go.
        case replacing(Int, Cut)
        case refused(Cut)
    }

    private struct Entry {
        var network: Network?
        var phase = Phase.asking
        var since: ContinuousClock.Instant
        var hasAsked = false

        /// What it is when it takes too long.
        var cut: Cut { phase == .answering ? .answer : hasAsked ? .idle : .request }
    }

    var limit: Int
    var limitPerNetwork: Int
    private var entries: [Int: Entry] = [:]
    private var counts: [Network: Int] = [:]
    /// Those who are not leaving.
    private(set) var count = 0
    // How many are in these phases; asked at each request, when there may be hundreds.
    private var working = 0
    private var answering = 0

    init(limit: Int, limitPerNetwork: Int) {
        self.limit = limit
        self.limitPerNetwork = limitPerNetwork
    }
}

extension ConnectionBook {
    /// How many have sent a request whose answer has not been sent.
    var busy: Int { working + answering }

    var isAnswering: Bool { answering > 0 }

    /// Lets a new connection in, if it must be in place of the one that has kept us waiting for longest: of the same
    /// network, if that is at its limit. `network` is nil for a Unix socket, which has no limit of its own.
    ///
    /// Whoever sends whole requests and reads the answers is never sent away.
    mutating func open(_ id: Int, from network: Network?, at now: ContinuousClock.Instant) -> Admission {
        let isNetworkFull = network.map { counts[$0, default: 0] >= limitPerNetwork } ?? false
        var admission = Admission.admitted
        if isNetworkFull || count >= limit {
            let others = entries.filter { $0.value.phase == .asking && (!isNetworkFull || $0.value.network == network) }
            let cut = isNetworkFull ? Cut.addressLimit : .limit
            guard let oldest = others.min(by: { $0.value.since < $1.value.since }) else { return .refused(cut) }
            leave(oldest.key)
            admission = .replacing(oldest.key, cut)
        }
        entries[id] = Entry(network: network, since: now)
        count += 1
        if let network { counts[network, default: 0] += 1 }
        return admission
    }

    mutating func close(_ id: Int) {
        leave(id)
        entries[id] = nil
    }

    /// Someone who is told to go counts no more.
    private mutating func leave(_ id: Int) {
        guard let entry = entries[id], entry.phase != .leaving else { return }
        entries[id]?.phase = .leaving
        add(-1, to: entry.phase)
        count -= 1
        guard let network = entry.network, let count = counts[network] else { return }
        counts[network] = count > 1 ? count - 1 : nil
    }

    mutating func move(_ id: Int, to phase: Phase, at now: ContinuousClock.Instant) {
        guard let index = entries.index(forKey: id), entries.values[index].phase != .leaving else { return }
        add(-1, to: entries.values[index].phase)
        add(1, to: phase)
        entries.values[index].phase = phase
        entries.values[index].hasAsked = true
        entries.values[index].since = now
    }

    private mutating func add(_ number: Int, to phase: Phase) {
        switch phase {
        case .working: working += number
        case .answering: answering += number
        case .asking, .leaving: break
        }
    }

    /// Those who have kept us waiting for too long; they are told to go once.
    mutating func overdue(at now: ContinuousClock.Instant, patience: Duration) -> [Int: Cut] {
        let late = entries.filter { _, entry in
            (entry.phase == .asking || entry.phase == .answering) && now - entry.since >= patience
        }
        for id in late.keys { leave(id) }
        return late.mapValues(\.cut)
    }
}
