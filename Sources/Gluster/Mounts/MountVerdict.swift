import Glibc
import Host

extension MountState {
    /// One that nothing is known of but where it is.
    init(_ place: MountPlace) {
        self.init(mount: place.mount, device: place.device)
        foreignPID = place.foreignPID
    }

    fileprivate mutating func fail(_ error: SystemError) {
        isUp = false
        failure = error
    }
}

extension MountSession {
    /// How long a client may take over its `.meta` before it counts as hanging: longer than it waits for a brick
    /// (`network.ping-timeout`, 42 s).
    private static let patience = Duration.seconds(60)

    /// What is known of the mount; `beginning` is what began in this round: where it is not a look, the one before may not
    /// be over.
    func state(of place: MountPlace, _ beginning: Beginning?, now: ContinuousClock.Instant) -> MountState {
        var state = MountState(place)
        state.clientVersion = graph?.version
        guard let look, beginning != nil || isBusy else { return state }
        switch beginning != .look && isAskedAgain ? answer : look.stat {
        case nil: state.fail(SystemError("stat", code: ETIMEDOUT))
        case .success where beginning != .look && isBusy && now - look.began >= Self.patience:
            state.fail(SystemError("read", code: ETIMEDOUT))
        case .success(let device): state.isUp = device == place.device ? true : nil
        case .failure(let error):
            state.failure = error
            state.isUp = place.isBeyond(error) ? nil : false
        }
        // The kernel answers a stat of a dead client's mount itself, for as long as it may remember the last one.
        if let failure = look.failure, [ENOTCONN, ECONNABORTED].contains(failure.code) { state.fail(failure) }
        state.client = look.client
        return state
    }
}

extension MountPlace {
    /// Whether the error says only that the place cannot be reached from here.
    fileprivate func isBeyond(_ error: SystemError) -> Bool {
        switch error.code {
        case EACCES, EPERM: true
        case ENOENT: foreignPID != nil || !isReachable
        case ESRCH: foreignPID != nil
        default: false
        }
    }

    /// Whether its mount point has a name that leads there: not one that is no UTF-8, nor of a removed directory.
    private var isReachable: Bool { !mountpoint.contains("\u{FFFD}") && !mountpoint.hasSuffix("//deleted") }
}
