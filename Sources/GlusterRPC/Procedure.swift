/// The remote procedures that this program can call: no other can be expressed.
///
/// On the same programs there are procedures that stop a brick, start a heal or take the cluster's lock.
enum Procedure: Hashable, Sendable, CaseIterable {
    /// glusterd: the names of its volumes. Takes no lock.
    case listVolumes
    /// glusterd: what it knows of its pool, written to a file. Takes no lock.
    case getState
    /// The handshake program's null procedure: any reply at all says that glusterd is awake.
    case greet
    /// A brick: what one of its translators counted (XLATOR_INFO).
    case brickInfo
    /// The self-heal daemon: what it knows of some sets (XLATOR_OP, for which ``SelfHealSocket`` has two questions).
    case selfHeal

    var program: UInt32 {
        switch self {
        case .listVolumes, .getState: 1_238_463  // GLUSTER_CLI_PROGRAM
        case .greet: 14_398_633  // GLUSTER_HNDSK_PROGRAM
        // GD_BRICK_PROGRAM, whose procedure 1 would terminate the brick.
        case .brickInfo, .selfHeal: 4_867_634
        }
    }

    var version: UInt32 {
        switch self {
        case .listVolumes, .getState, .greet, .brickInfo, .selfHeal: 2
        }
    }

    var number: UInt32 {
        switch self {
        case .listVolumes: 33
        case .getState: 46
        case .greet: 0
        case .brickInfo: 2
        case .selfHeal: 3
        }
    }
}
