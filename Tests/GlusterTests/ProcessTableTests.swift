import Foundation
import Testing

@testable import Gluster
@testable import Host

@Suite("The table of processes")
struct ProcessTableTests {
    @Test("has the Gluster daemons of root and of our own user, and nobody else's")
    func owners() throws {
        let proc = try FakeProc()
        try proc.add(10, Recorded.brick)
        try proc.add(11, Recorded.selfHeal, users: "500\t500\t500\t500")
        try proc.add(12, Recorded.brick, users: "1000\t1000\t1000\t1000")
        try proc.add(13, Recorded.brick, users: "1000\t0\t0\t0")  // Whoever starts a set-user-ID program.
        try proc.add(14, Recorded.brick, users: nil)
        try proc.add(15, "/bin/bash")
        try proc.add(16, Recorded.brick, name: "bash")
        try proc.add(17, Recorded.brick, name: nil)
        let found = ProcessTable(root: proc.path, user: 500).gluster()
        #expect(found.map(\.identity) == [.init(pid: 10, start: 1_203_062), .init(pid: 11, start: 1_203_062)])
        #expect(found.map(\.role) == [.brick(path: "/bricks/photos-3"), .selfHeal])
    }

    @Test("reads no command line of a process that has another name, for that could hang")
    func names() throws {
        let proc = try FakeProc()
        try proc.add(10, "/usr/bin/caddy run", name: "caddy")
        try proc.add(11, "/usr/bin/caddy run", name: "bash")
        try proc.add(12, "/usr/bin/caddy run", name: nil)
        for (name, pids) in [("caddy", [10]), ("cad", [10]), ("caddyx", []), ("", [10, 11, 12])] as [(String, [Int32])]
        {
            var lines = 0
            let found = ProcessTable(root: proc.path).processes(named: name) { _ in
                lines += 1
                return true
            }
            #expect(found.map(\.identity.pid) == pids)
            #expect(lines == pids.count)
        }
    }

    @Test("is empty where nothing can be read, and passes over what ends meanwhile")
    func nothing() throws {
        #expect(ProcessTable(root: "/nowhere").gluster().isEmpty)
        let proc = try FakeProc()
        try proc.add(10, Recorded.brick, stat: "")
        #expect(ProcessTable(root: proc.path).gluster().isEmpty)
    }

    @Test("reads this machine's")
    func real() {
        #expect(ProcessTable().gluster().allSatisfy { $0.identity.start > 0 })
    }

    @Test("knows when a process began, whatever its name is")
    func start() {
        for name in ["glusterfsd", "a) b (c", "))) 1 2 3", ""] {
            #expect(ProcessTable.start(stat: Array(FakeProc.stat(name).utf8)) == 1_203_062)
        }
        for text in ["", "1", "1 (x", "1 (x) S 1", FakeProc.stat("x").replacing("1203062", with: "x")] {
            #expect(ProcessTable.start(stat: Array(text.utf8)) == nil)
        }
    }

    @Test("knows all four users of a process")
    func users() {
        #expect(ProcessTable.users(status: Array("Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5".utf8)) == [1, 2, 3, 4])
        for text in ["", "Uid:", "Uid:\t1\t2\t3", "Uid:\t1\t2\t3\t-4", "Name:\tUid:\t0\t0\t0\t0"] {
            #expect(ProcessTable.users(status: Array(text.utf8)) == nil)
        }
    }
}

/// A directory that looks like `/proc`.
private final class FakeProc {
    let path = "/tmp/\(UUID().uuidString)"

    init() throws {
        for name in ["sys", "self", "1x"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func add(
        _ pid: Int,
        _ line: String,
        name: String? = "glusterfsd",
        users: String? = "0\t0\t0\t0",
        stat: String = FakeProc.stat("x")
    ) throws {
        let directory = "\(path)/\(pid)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(commandLine(line)).write(to: URL(filePath: "\(directory)/cmdline"))
        try Data(stat.utf8).write(to: URL(filePath: "\(directory)/stat"))
        if let name { try Data("\(name)\n".utf8).write(to: URL(filePath: "\(directory)/comm")) }
        guard let users else { return }
        try Data("Name:\tx\nUid:\t\(users)\n".utf8).write(to: URL(filePath: "\(directory)/status"))
    }

    /// As that of a real self-heal daemon, but for its name.
    static func stat(_ name: String) -> String {
        "266 (\(name)) S 1 266 266 0 -1 4194624 2518 0 2 0 2 1 0 0 20 0 22 0 1203062 1214681088 4501 18446744073709551615\n"
    }
}
