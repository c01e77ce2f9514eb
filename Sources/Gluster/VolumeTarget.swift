/// A volume to be watched, and where its description comes from.
public struct VolumeTarget: Sendable, Hashable {
    public var name: String
    /// A glusterd that knows the volume.
    public var host: String
    public var port: UInt16
    /// A directory inside the volume in which a file may be written and deleted at each poll.
    public var probeDirectory: String?
    /// How often a volume was made anew under this name while it was watched: another one has another identity, other
    /// bricks and other credentials, and nothing of what was opened before leads to it.
    public var generation: UInt32 = 0
    /// Whether it is known that the volume is not started: none of its bricks will answer.
    public var isStopped = false

    public init(name: String, host: String, port: UInt16 = 24007, probeDirectory: String? = nil) {
        self.name = name
        self.host = host
        self.port = port
        self.probeDirectory = probeDirectory
    }
}

/// Which bricks of a watched volume get a handle of their own.
public enum BrickChoice: UInt32, Sendable, Hashable {
    case none
    /// Those whose host is this machine.
    case local
    case all
}
