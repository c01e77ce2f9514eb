import Host

extension ProcessTable {
    /// The Gluster daemons that run on this machine: of root and of our own user only.
    func gluster() -> [GlusterProcess] {
        processes(named: "glusterfs") { GlusterProcess.parse($0, ProcessIdentity(pid: 0, start: 0)) != nil }
            .compactMap { $0.isTrusted ? GlusterProcess.parse($0.commandLine, $0.identity) : nil }
    }
}
