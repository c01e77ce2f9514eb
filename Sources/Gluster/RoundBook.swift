/// Keeps account of what the worker has reported, round by round. Knows no process, and time as it is told.
struct RoundBook: Sendable {
    fileprivate struct Entry<Reading: Sendable & Hashable>: Sendable {
        var round: UInt64 = 0
        var last: Reading?
        var arrived: [Reading] = []

        mutating func take(_ reading: Reading, _ round: UInt64) {
            arrived.append(reading)
            // The late word of a watch that was replaced: the one in its place has said more since.
            guard round >= self.round else { return }
            self.round = round
            last = reading
        }
    }

    var targets: [VolumeTarget] = [] {
        didSet { forgetVanished(oldValue) }
    }
    private(set) var abandoned: UInt32 = 0
    /// The GlusterFS release of the client library, once a handle has told it.
    private(set) var release = ""
    /// Subjects that are being opened right now, and since which round.
    private(set) var opening: [Subject: UInt64] = [:]

    private var aliveRound: UInt64 = 0
    /// `isCurrent`: told by this worker, and not only by the one before.
    private var graphs: [String: (graph: VolumeGraph, watched: [String], isCurrent: Bool)] = [:]
    private var connections: [String: (round: UInt64, bricks: [String: Bool])] = [:]
    private var volumes: [String: Entry<VolumeReading>] = [:]
    private var bricks: [Subject: Entry<BrickReading>] = [:]
    /// By volume and set.
    private var looks: [String: [String: (told: ContinuousClock.Instant, round: UInt64, look: HealLook)]] = [:]

    /// How long a look counts that the worker has not renewed: some times as long as the longest that it may take.
    private static let lookLife = Duration.seconds(120)

    mutating func apply(_ report: Report, during round: UInt64, at now: ContinuousClock.Instant = .now) {
        switch report {
        case .alive(let round, let abandoned):
            aliveRound = max(aliveRound, round)
            self.abandoned = abandoned
        case .release(let version): release = version
        case .opening(let subject): opening[subject] = round
        case .opened(let subject): opening[subject] = nil
        case .graph(let graph, let watched) where isTarget(graph.volume):
            graphs[graph.volume] = (graph, watched, isCurrent: true)
            let kept = Set(watched)
            bricks = bricks.filter { subject, _ in
                guard case .brick(graph.volume, let brick) = subject else { return true }
                return kept.contains(brick)
            }
        case .connections(let round, let volume, let bricks) where isTarget(volume):
            if round >= connections[volume]?.round ?? 0 { connections[volume] = (round, bricks) }
        case .volume(let round, let reading) where isTarget(reading.volume):
            volumes[reading.volume, default: Entry()].take(reading, round)
        case .brick(let round, let reading) where isTarget(reading.volume):
            bricks[.brick(volume: reading.volume, brick: reading.brick), default: Entry()].take(reading, round)
        case .writes(_, let volume, let probes) where isTarget(volume): volumes[volume]?.note(probes)
        case .look(let round, let volume, let subvolume, let look) where isTarget(volume):
            let last = looks[volume]?[subvolume]
            if round >= last?.round ?? 0, let look = look ?? last?.look {
                looks[volume, default: [:]][subvolume] = (now, round, look)
            }
        // Late words about a volume that nobody watches any more.
        case .graph, .connections, .volume, .writes, .brick, .look: break
        }
    }

    /// A new worker has no handles and has answered nothing. What volumes are made of is still known.
    mutating func restart() {
        aliveRound = 0
        abandoned = 0
        opening = [:]
        graphs = graphs.mapValues { ($0.graph, $0.watched, isCurrent: false) }
        connections = [:]
        volumes = [:]
        bricks = [:]
        looks = [:]
    }

    /// Whether the worker has taken the round.
    func isAlive(in round: UInt64) -> Bool { aliveRound >= round }

    /// Whether nothing more is to come in the round.
    func isComplete(_ round: UInt64) -> Bool {
        isAlive(in: round)
            && targets.allSatisfy { target in
                guard let entry = volumes[target.name], entry.round >= round else { return false }
                // A worker that could not open the volume has nobody to ask its bricks.
                guard let known = graphs[target.name], known.isCurrent else { return true }
                return known.watched.allSatisfy { brick in
                    (bricks[.brick(volume: target.name, brick: brick)]?.round ?? 0) >= round
                }
            }
    }

    /// What is known now, and hands over what has arrived.
    mutating func snapshot(_ round: UInt64, at now: ContinuousClock.Instant = .now) -> GlusterSnapshot {
        let states = targets.map(\.name).sorted().map { name in
            let known = graphs[name]
            let link = connections[name]
            return VolumeState(
                name: name,
                graph: known?.graph,
                answer: answer(volumes[name], .volume(name), round),
                arrived: volumes[name]?.arrived ?? [],
                connected: link?.round == round ? link?.bricks ?? [:] : [:],
                bricks: (known?.watched ?? []).map { brick in
                    let subject = Subject.brick(volume: name, brick: brick)
                    return BrickState(
                        name: brick,
                        answer: answer(bricks[subject], subject, round),
                        arrived: bricks[subject]?.arrived ?? []
                    )
                },
                looks: (looks[name] ?? [:]).filter { now - $0.value.told <= Self.lookLife }.mapValues(\.look)
            )
        }
        for name in volumes.keys { volumes[name]?.arrived = [] }
        for subject in bricks.keys { bricks[subject]?.arrived = [] }
        return GlusterSnapshot(round: round, volumes: states)
    }

    private func answer<Reading: Hashable>(_ entry: Entry<Reading>?, _ subject: Subject, _ round: UInt64) -> Answer<
        Reading
    > {
        if let entry, entry.round >= round, let last = entry.last { return .given(last) }
        if entry != nil { return .overdue }
        return opening[subject].map { $0 < round ? .overdue : .unknown } ?? .unknown
    }

    private func isTarget(_ volume: String) -> Bool { targets.contains { $0.name == volume } }

    /// Of a volume that was made anew, what is known is that of the one before.
    private mutating func forgetVanished(_ before: [VolumeTarget]) {
        let generations = Dictionary(before.map { ($0.name, $0.generation) }) { $1 }
        let names = Set(targets.filter { generations[$0.name] ?? $0.generation == $0.generation }.map(\.name))
        graphs = graphs.filter { names.contains($0.key) }
        connections = connections.filter { names.contains($0.key) }
        volumes = volumes.filter { names.contains($0.key) }
        looks = looks.filter { names.contains($0.key) }
        bricks = bricks.filter { subject, _ in
            guard case .brick(let volume, _) = subject else { return false }
            return names.contains(volume)
        }
    }
}

extension RoundBook.Entry<VolumeReading> {
    /// Adds what does not belong to the answer of a round: it may come late.
    fileprivate mutating func note(_ probes: [ProbeReading]) {
        guard let last else { return }
        arrived.append(VolumeReading(volume: last.volume, capacity: last.capacity, probes: probes))
    }
}
