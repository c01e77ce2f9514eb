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

    var program: UInt32 {
        switch self {
        case .listVolumes, .getState: 1_238_463  // GLUSTER_CLI_PROGRAM
        case .greet: 14_398_633  // GLUSTER_HNDSK_PROGRAM
        }
    }

    var version: UInt32 {
        switch self {
        case .listVolumes, .getState, .greet: 2
        }
    }

    var number: UInt32 {
        switch self {
        case .listVolumes: 33
        case .getState: 46
        case .greet: 0
        }
    }
}
