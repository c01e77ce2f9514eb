import Gluster

extension [MountState] {
    static let recorded: [MountState] = []
}
