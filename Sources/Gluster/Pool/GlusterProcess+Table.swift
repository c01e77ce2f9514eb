import Host

extension ProcessTable {
    /// The Gluster daemons that run on this machine: of root and of our own user only.
    func gluster() -> [GlusterProcess] {
        processes { GlusterProcess.parse($0, ProcessIdentity(pid: 0, start: 0)) != nil }.compactMap { process in
            process.isTrusted ? GlusterProcess.parse(process.commandLine, process.identity) : nil
        }
    }
}
