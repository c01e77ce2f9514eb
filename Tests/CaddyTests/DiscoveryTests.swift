import Foundation
import Host
import TestSupport
import Testing

@testable import Caddy

@Suite("Caddy processes")
struct DiscoveryTests {
    private func find(_ proc: DiscoveryProc) -> [FoundCaddy] {
        FoundCaddy.all(root: proc.path, user: 500, caddyUser: 998)
    }

    @Test("are those that run a server with an admin API, those that are believed first, of these the oldest")
    func processes() throws {
        let proc = try DiscoveryProc()
        try proc.add(30, ["caddy", "run", "--config", "/etc/caddy/Caddyfile"], user: 998, start: 5)
        try proc.add(10, ["/usr/bin/caddy", "run", "--pingback", "127.0.0.1:1"], start: 7)
        try proc.add(11, ["caddy", "reload"])
        try proc.add(12, ["caddy", "file-server"])
        try proc.add(13, ["nginx", "run"])
        try proc.add(14, ["caddy"])
        try proc.add(15, ["caddy", "run"], user: 1000, start: 9)
        try proc.add(16, ["caddy", "run"], user: 500, start: 8)
        try proc.add(17, ["caddy", "run"], user: 1000, start: 1)
        #expect(find(proc).map(\.process.identity.pid) == [30, 10, 16, 17, 15])
        #expect(find(proc).map(\.isBelieved) == [true, true, true, false, false])
        #expect(find(proc).map(\.process.user) == [998, 0, 500, 1000, 1000])
        #expect(find(proc)[0].command.configuration == "/etc/caddy/Caddyfile")
    }

    @Test("of others are told with the kernel's words alone")
    func others() throws {
        let proc = try DiscoveryProc()
        try proc.add(10, user: 1000, directory: "/srv", descriptors: [2: "/etc/shadow"])
        let process = try #require(find(proc).first?.process)
        #expect(process.unit == "caddy.service" && process.workingDirectory == nil && process.standardError == nil)
        #expect(!process.isBelieved)
    }

    @Test("are told with what /proc shows, and without what it hides")
    func details() throws {
        let proc = try DiscoveryProc()
        try proc.add(10, directory: "/srv", descriptors: [2: "socket:[5]"])
        try proc.add(11, cgroup: "0::/user.slice/session-1.scope\n")
        let ticks = Double(sysconf(CInt(_SC_CLK_TCK)))
        #expect(
            find(proc).map(\.process) == [
                CaddyProcess(
                    identity: ProcessIdentity(pid: 10, start: 1_203_062),
                    user: 0,
                    startTime: 1_700_000_000 + 1_203_062 / ticks,
                    unit: "caddy.service",
                    workingDirectory: "/srv",
                    standardError: "socket:[5]"
                ),
                CaddyProcess(
                    identity: ProcessIdentity(pid: 11, start: 1_203_062),
                    user: 0,
                    startTime: 1_700_000_000 + 1_203_062 / ticks
                ),
            ]
        )
    }

    @Test(
        "have the unit that their control group names",
        arguments: [
            ("0::/system.slice/caddy.service\n", "caddy.service"),
            ("0::/system.slice/system-c.slice/c@a.service", "c@a.service"),
            ("2:cpu:/x.service\n1:name=systemd:/system.slice/caddy.service\n", "caddy.service"),
            ("0::/system.slice/caddy.service/inner\n", "caddy.service"),
            ("0::/system.slice/docker-1.scope\n", nil), ("0::/\n", nil), ("", nil), ("x", nil),
            ("0::/user.slice/user@1000.service/app.slice/caddy.service\n", nil),
        ]
    )
    func unit(cgroup: String, unit: String?) {
        #expect(CaddyProcess.unit(Array(cgroup.utf8)) == unit)
    }

    @Test("have the options of the command line in each of their forms")
    func command() {
        func command(_ words: String...) -> CaddyCommand? { CaddyCommand(["caddy", "run"] + words) }
        #expect(
            command("--config", "/a", "--adapter", "yaml").map { [$0.configuration, $0.adapter] } == ["/a", "yaml"]
        )
        #expect(command("--config=/a", "-adapter=x").map { [$0.configuration, $0.adapter] } == ["/a", "x"])
        #expect(
            command("-c", "/a", "-a", "x", "-r").map { ($0.configuration, $0.resumes) }.map { $0 == "/a" && $1 } == true
        )
        #expect(command("--config")?.configuration == nil)
        #expect(command("--environ", "--watch")?.resumes == false)
        #expect(CaddyCommand(["caddy"]) == nil)
        #expect(CaddyCommand([]) == nil)
        for bytes in Fuzz.mutations(of: Array("caddy\0run\0--config\0/a\0".utf8), 1000) {
            _ = CaddyCommand.isCaddy(bytes)
        }
    }

    @Test("listen at what the tables of this namespace say")
    func listeners() throws {
        let proc = try DiscoveryProc()
        try proc.listen(
            tcp: [
                (DiscoveryProc.loopback, 2019, 998, 70), (DiscoveryProc.loopback6, 2020, 0, 71),
                (DiscoveryProc.any6, 443, 0, 72),
            ],
            unix: [("/run/caddy/admin.sock", 73)]
        )
        try proc.add(
            10,
            descriptors: [2: "/dev/null", 3: "socket:[70]", 4: "socket:[73]", 5: "socket:[999]", 6: "pipe:[71]"]
        )
        try proc.add(11)
        let table = SocketTable(root: proc.path)
        #expect(table.listeners.map(\.inode) == [70, 71, 72, 73])
        #expect(table.listeners.map(\.user) == [998, 0, 0, nil])
        #expect(table.listeners(of: 10, root: proc.path)?.map(\.inode) == [70, 73])
        #expect(table.listeners(of: 11, root: proc.path) == nil)
        func serving(_ address: String) -> [UInt64] {
            AdminAddress(address).map { address in table.listeners.filter { $0.serves(address) }.map(\.inode) } ?? []
        }
        #expect(serving("localhost:2019") == [70])
        #expect(serving("127.0.0.1:2019") == [70])
        #expect(serving("[::1]:2019") == [])
        #expect(serving("localhost:2020") == [71])
        #expect(serving(":2019") == [])
        #expect(serving(":443") == [72])
        #expect(serving("10.0.0.1:443") == [72])
        #expect(serving("unix//run/caddy/admin.sock") == [73])
        #expect(serving("unix//run/x.sock") == [])
    }

    @Test("and this machine's tables can be read")
    func real() {
        let server = FakeServer(tcp: { _ in })
        let address = AdminAddress("127.0.0.1:\(server.port)")
        let found = SocketTable().listeners.filter { listener in address.map { listener.serves($0) } ?? false }
        #expect(found.map(\.user) == [geteuid()])
        #expect(found.map(\.isLoopback) == [true])
    }

    @Test("survive tables without sense")
    func fuzz() throws {
        let proc = try DiscoveryProc()
        try proc.listen(tcp: [(DiscoveryProc.loopback, 2019, 998, 70)], unix: [("/run/a", 73)])
        for name in ["net/tcp", "net/tcp6", "net/unix"] {
            let sample = Array(try Data(contentsOf: URL(filePath: "\(proc.path)/\(name)")))
            for bytes in Fuzz.mutations(of: sample, 200) {
                try Data(bytes).write(to: URL(filePath: "\(proc.path)/\(name)"))
                _ = SocketTable(root: proc.path)
            }
        }
    }
}
