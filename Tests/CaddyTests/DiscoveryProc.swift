import Foundation

/// A directory that looks like `/proc`.
final class DiscoveryProc {
    let path = "/tmp/\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: "\(path)/net", withIntermediateDirectories: true)
        try write("stat", "cpu 1 2\nbtime 1700000000\nprocesses 5\n")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// With `descriptors`, who looks may see where they lead: `[3: "socket:[77]"]`.
    func add(
        _ pid: Int,
        _ arguments: [String] = ["/usr/bin/caddy", "run"],
        user: UInt32 = 0,
        start: Int = 1_203_062,
        cgroup: String = "0::/system.slice/caddy.service\n",
        directory: String? = nil,
        environment: String? = nil,
        descriptors: [Int: String]? = nil
    ) throws {
        let own = "\(path)/\(pid)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try write("\(pid)/comm", "caddy\n")
        try write("\(pid)/cmdline", arguments.map { "\($0)\0" }.joined())
        try write("\(pid)/status", "Name:\tcaddy\nUid:\t\(user)\t\(user)\t\(user)\t\(user)\n")
        let stat =
            "S 1 266 266 0 -1 4194624 2518 0 2 0 2 1 0 0 20 0 22 0 \(start) 1214681088 4501 18446744073709551615\n"
        try write("\(pid)/stat", "\(pid) (caddy) \(stat)")
        try write("\(pid)/cgroup", cgroup)
        if let environment { try write("\(pid)/environ", environment) }
        if let directory { try link("\(pid)/cwd", directory) }
        guard let descriptors else { return }
        try FileManager.default.createDirectory(atPath: "\(own)/fd", withIntermediateDirectories: true)
        for (number, target) in descriptors { try link("\(pid)/fd/\(number)", target) }
    }

    func remove(_ pid: Int) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(pid)")
    }

    /// What listens in this network namespace.
    func listen(
        tcp: [(address: String, port: UInt16, user: UInt32, inode: Int)] = [],
        unix: [(path: String, inode: Int)] = []
    ) throws {
        var four = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        var six = four
        for entry in tcp {
            let port = String(entry.port, radix: 16, uppercase: true)
            let line =
                "   0: \(entry.address):\(String(repeating: "0", count: 4 - port.count))\(port) 00000000:0000 0A "
                + "00000000:00000000 00:00000000 00000000 \(entry.user) 0 \(entry.inode) 1 0000 100 0 0 10 0\n"
            if entry.address.count == 8 { four += line } else { six += line }
        }
        four +=
            "   9: 0100007F:07E3 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000 0 0 999 1 0 20 4 30 10 -1\n"
        try write("net/tcp", four)
        try write("net/tcp6", six)
        let lines = unix.map { "0000000000000000: 00000002 00000000 00010000 0001 01 \($0.inode) \($0.path)\n" }
        let connected = "0000000000000000: 00000003 00000000 00000000 0001 03 12345 /run/x.sock\n"
        try write("net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n\(connected)\(lines.joined())")
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    private func link(_ name: String, _ target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    static let loopback = "0100007F"
    static let loopback6 = "00000000000000000000000001000000"
    static let any6 = "00000000000000000000000000000000"
}
