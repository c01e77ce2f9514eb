/// What is known of all watched volumes after one round of questions.
public struct GlusterSnapshot: Sendable, Hashable {
    /// Counts up; two snapshots of the same round are the same.
    public var round: UInt64
    /// By name.
    public var volumes: [VolumeState]

    public init(round: UInt64, volumes: [VolumeState]) {
        self.round = round
        self.volumes = volumes
    }
}

/// How a question of this round stands.
public enum Answer<Value: Sendable & Hashable>: Sendable, Hashable {
    case given(Value)
    /// Asked, and silent until the deadline.
    case overdue
    /// Not asked yet: nothing may be concluded.
    case unknown
}

/// One volume after a round.
public struct VolumeState: Sendable, Hashable {
    public var name: String
    /// Nil until it could be opened once.
    public var graph: VolumeGraph?
    public var answer: Answer<VolumeReading>
    /// Every reading that came since the last round: this round's, and late ones. Each comes once.
    public var arrived: [VolumeReading]
    /// Whether the volume's own graph is connected to each brick, by name; without an entry it is not known.
    public var connected: [String: Bool]
    /// The watched bricks, in the volume's order.
    public var bricks: [BrickState]
    /// What waits for heal, by set, as of the last look: of those that were looked at lately, or in which nothing waits.
    public var looks: [String: HealLook]

    public init(
        name: String,
        graph: VolumeGraph? = nil,
        answer: Answer<VolumeReading> = .unknown,
        arrived: [VolumeReading] = [],
        connected: [String: Bool] = [:],
        bricks: [BrickState] = [],
        looks: [String: HealLook] = [:]
    ) {
        self.name = name
        self.graph = graph
        self.answer = answer
        self.arrived = arrived
        self.connected = connected
        self.bricks = bricks
        self.looks = looks
    }
}

/// One watched brick after a round.
public struct BrickState: Sendable, Hashable {
    /// `host:/path`.
    public var name: String
    public var answer: Answer<BrickReading>
    /// As ``VolumeState/arrived``.
    public var arrived: [BrickReading]

    public init(name: String, answer: Answer<BrickReading>, arrived: [BrickReading] = []) {
        self.name = name
        self.answer = answer
        self.arrived = arrived
    }
}

/// What collectors know of Gluster: values in, no handles out.
public protocol GlusterReading: Sendable {
    /// Asks every watched volume and brick, or joins a round that was made for another collector just now.
    ///
    /// - Throws: ``GlusterUnavailable``.
    func observe() async throws -> GlusterSnapshot

    /// What the last round of others has shown, for those who want to know more, and are no reason to ask; nil when there
    /// was none for a while.
    func latest() async -> GlusterSnapshot?
}

/// Nothing could be asked, and why: says nothing about the volumes.
public enum GlusterUnavailable: Error, Hashable, CustomStringConvertible {
    /// Neither a glusterd, nor a mount, nor a setting names a volume: the reason that the last way gave.
    case noVolumes(String)
    /// The worker process is being replaced.
    case worker(WorkerEnd)

    public var description: String {
        switch self {
        case .noVolumes(let reason): "no volumes: \(reason)"
        case .worker(let end): "worker replaced: \(end.rawValue)"
        }
    }

    /// What a label can carry.
    public var kind: String {
        switch self {
        case .noVolumes: "no_volumes"
        case .worker: "worker"
        }
    }
}

/// Why a worker process was replaced.
public enum WorkerEnd: String, Sendable, Hashable, CaseIterable {
    /// It ended by itself.
    case exit
    /// A signal ended it: a crash, or somebody's `kill`.
    case signal
    /// It did not react to a round.
    case silent
    /// Opening a handle did not return.
    case openHung = "open_hung"
    /// It held more abandoned handles than is healthy.
    case worn
    /// It could not be started.
    case spawn
}
