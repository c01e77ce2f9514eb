import Fuzz
import Glibc
import Host

@testable import Caddy
@testable import Gluster
@testable import Host

/// Any bytes as what the kernel tells of mounts, processes and sockets. Names in it are whatever their owners like.
@Sendable func tryHostFiles(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    switch (bytes.first ?? 0) % 4 {
    case 0: return faultInMounts(input)
    case 1: return faultInProcess(input)
    case 2: return faultInCommandLine(input)
    default: return faultInSockets(input)
    }
}

/// A table is the same when it is written out again; whatever covers a path holds it, and is in the table.
private func faultInMounts(_ bytes: [UInt8]) -> String? {
    let table = MountTable.parse(bytes)
    let text = table.mounts.map { mount in
        let fields = [mount.device, mount.root, mount.mountpoint].map(escaped).joined(separator: " ")
        return
            "\(mount.id) \(mount.parent) \(fields) rw shared:1 - \(escaped(mount.type)) \(escaped(mount.source)) rw\n"
    }.joined()
    guard MountTable.parse(Array(text.utf8)) == table else { return "another table: \(text)" }
    for path in table.mounts.map(\.mountpoint) + ["/", "/srv/www/a"] {
        guard let mount = table.covering(path) else { continue }
        if !table.mounts.contains(mount) || !mount.holds(path) { return "\(mount) covers \(path)" }
        guard let rest = mount.rest(of: path) else { return "\(path) is not below what covers it" }
        let whole = mount.mountpoint == "/" && path != "/" ? rest : mount.mountpoint + rest
        if !whole.utf8.elementsEqual(path.utf8) { return "\(path) is \(whole)" }
    }
    return nil
}

/// With every byte as the kernel writes blanks.
private func escaped(_ field: String) -> String {
    field.utf8.map { byte in
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }.joined()
}

/// A process may have any name: its numbers are those behind it.
private func faultInProcess(_ bytes: [UInt8]) -> String? {
    _ = ProcessTable.users(status: bytes)
    _ = ProcessIdentity.bootTime(stat: bytes)
    _ = stuckName(stat: bytes, place: bytes)
    _ = ProcessTable.start(stat: bytes)
    let name = bytes.prefix(15).filter { $0 != 0 }
    let fields = (4...52).map { $0 == 22 ? "4711" : "\($0)" }.joined(separator: " ")
    let stat = Array("42 (".utf8) + name + Array(") D \(fields)\n".utf8)
    if ProcessTable.start(stat: stat) != 4711 { return "the start of \(name.text) is lost" }
    if stuckName(stat: stat, place: []) != name.text { return "\(name.text) is called otherwise" }
    // The kernel escapes line feeds in it.
    let shown = name.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "_") : $0 }
    let status = Array("Name:\t".utf8) + shown + Array("\nUmask:\t0022\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n".utf8)
    return ProcessTable.users(status: status) == [1, 2, 3, 4] ? nil : "the users of \(shown.text) are lost"
}

/// Command lines are anybody's.
private func faultInCommandLine(_ bytes: [UInt8]) -> String? {
    let identity = ProcessIdentity(pid: 42, start: 4711)
    if let daemon = GlusterProcess.parse(bytes, identity), !daemon.socket.hasPrefix("/") || daemon.identity != identity
    {
        return "a socket \(daemon.socket)"
    }
    let process = RunningProcess(identity: identity, users: [0, 0, 0, 0], isTrusted: true, commandLine: bytes)
    if let client = FuseClient.parse(process) {
        if !client.mountpoint.hasPrefix("/") || client.volume.hasPrefix("/") { return "a client \(client)" }
        let log = FuseClient.defaultLog(client.mountpoint)
        if log.utf8.count(where: { $0 == UInt8(ascii: "/") }) != 4 { return "a log beside the logs: \(log)" }
    }
    let command = CaddyCommand(process.arguments)
    return command != nil && !CaddyCommand.isCaddy(bytes) ? "a Caddy that is none: \(process.arguments)" : nil
}

/// Where the tables of sockets are that are made up here.
private let root: String = {
    var path = Array("/tmp/fuzz-XXXXXX".utf8CString)
    let directory = mkdtemp(&path).map { String(cString: $0) } ?? ""
    mkdir("\(directory)/net", 0o700)
    atexit {
        for name in ["tcp", "unix"] { unlink("\(root)/net/\(name)") }
        rmdir("\(root)/net")
        rmdir(root)
    }
    return directory
}()

/// The sockets that listen are in one table, those that stand in the simplest reading of it.
private func faultInSockets(_ bytes: [UInt8]) -> String? {
    for name in ["tcp", "unix"] {
        let file = open("\(root)/net/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        guard bytes.isEmpty || write(file, bytes, bytes.count) == bytes.count else { return nil }
    }
    let listeners = SocketTable(root: root).listeners
    let lines = bytes.count { $0 == UInt8(ascii: "\n") }
    if listeners.count > 2 * lines { return "\(listeners.count) sockets on \(lines) lines" }
    for listener in listeners {
        switch listener.place {
        case .tcp(let address, _):
            if address.count != 4, address.count != 16 { return "an address of \(address.count) bytes" }
            if listener.user == nil { return "nobody's" }
        case .unix(let path): if path.isEmpty { return "a socket without a path" }
        }
        if listener.isLoopback, AdminAddress(":2019").map(listener.serves) == true, !listener.serves(.standard) {
            return "\(listener) is not at localhost"
        }
    }
    return nil
}
