import Fetch
import Foundation
import TestSupport
import Testing

@testable import Caddy

@Suite("The admin API of a process is looked for")
struct DiscoverySearchTests {
    private let proc: DiscoveryProc
    private let directory = "/tmp/\(UUID().uuidString)"

    init() throws {
        proc = try DiscoveryProc()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
        return "\(directory)/\(name)"
    }

    private func look(known: String? = nil, sockets: [String] = []) throws -> AdminSearch.Outcome {
        let caddy = try #require(FoundCaddy.all(root: proc.path, user: 500, caddyUser: 998).first)
        let usual = [AdminAddress.standard] + sockets.map { AdminAddress(.unix(path: $0)) }
        let search = AdminSearch(root: proc.path, user: 500, caddyUser: 998, usual: usual)
        return search.look(for: caddy, known: known.flatMap { AdminAddress($0) })
    }

    private func addresses(known: String? = nil, sockets: [String] = []) throws -> [String] {
        guard case .candidates(let candidates, _) = try look(known: known, sockets: sockets) else { return [] }
        return candidates.map { "\($0.address)\($0.isGuess ? "?" : "")" }
    }

    @Test("where it was, where its file says, where Caddy has it by itself, and at the usual sockets")
    func order() throws {
        let config = try file("Caddyfile", "{\n\tadmin 127.0.0.1:20190\n}\n")
        let server = FakeServer(unix: { _ in })
        try proc.add(10, ["caddy", "run", "--config", config], environment: "CADDY_ADMIN=localhost:9\0")
        try proc.listen()
        let found = try addresses(known: "localhost:5", sockets: [server.path, "/tmp/no-such.sock"])
        let believed = geteuid() == 0 ? ["unix/\(server.path)"] : []
        #expect(found == ["localhost:5", "127.0.0.1:20190", "localhost:2019"] + believed)
        #expect(try addresses() == ["127.0.0.1:20190", "localhost:2019"])
    }

    @Test("where its environment says when its file does not")
    func environment() throws {
        try proc.add(10, environment: "A=b\0CADDY_ADMIN=unix//run/a.sock|0220\0")
        try proc.listen()
        #expect(try addresses() == ["unix//run/a.sock", "localhost:2019"])
    }

    @Test("in the Caddyfile of the directory where it was started")
    func workingDirectory() throws {
        _ = try file("Caddyfile", "{\n\tadmin :7\n}\n")
        try proc.add(10, directory: directory)
        try proc.listen()
        #expect(try addresses() == [":7", "localhost:2019"])
    }

    @Test("only where it listens, when that can be seen; what else it listens at on loopback is a guess")
    func listeners() throws {
        let config = try file("a.json", #"{"admin":{"listen":"127.0.0.1:20190"}}"#)
        try proc.listen(
            tcp: [
                (DiscoveryProc.loopback, 2019, 0, 70), (DiscoveryProc.loopback, 8080, 0, 71),
                (DiscoveryProc.any6, 443, 0, 72),
                (DiscoveryProc.loopback, 20190, 0, 74),
            ],
            unix: [("/run/site.sock", 73)]
        )
        try proc.add(
            10,
            ["caddy", "run", "--config", config],
            descriptors: [3: "socket:[71]", 4: "socket:[72]", 5: "socket:[73]", 6: "socket:[70]"]
        )
        #expect(try addresses() == ["localhost:2019", "127.0.0.1:2019?", "127.0.0.1:8080?", "unix//run/site.sock?"])
    }

    @Test("in vain when it listens in another network namespace")
    func elsewhere() throws {
        try proc.listen(tcp: [(DiscoveryProc.loopback, 2019, 0, 70)])
        try proc.add(10, descriptors: [3: "socket:[71]"])
        let text = "process 10 of user root (0) listens nowhere in this network namespace where an admin API could be"
        #expect(try look() == .nowhere(CaddyError(.missing, text)))
    }

    @Test("in vain when it is off")
    func off() throws {
        let config = try file("Caddyfile", "{\n\tadmin off\n}\n")
        try proc.add(10, ["caddy", "run", "--config", config])
        #expect(
            try look()
                == .nowhere(CaddyError(.refused, "the admin API of process 10 of user root (0) is off in \(config)"))
        )
    }

    @Test("not by what another user's process says of itself")
    func untrusted() throws {
        try proc.add(
            10,
            ["caddy", "run", "--config", "/etc/shadow"],
            user: 4_000_000,
            environment: "CADDY_ADMIN=unix//run/docker.sock\0"
        )
        let text = "process 10 of user 4000000 is asked only when the settings name its admin address"
        #expect(try look() == .nowhere(CaddyError(.permission, text)))
    }

    @Test("not at a place that somebody else has taken")
    func taken() throws {
        try proc.add(10)
        try proc.listen(tcp: [(DiscoveryProc.loopback, 2019, 1000, 70)])
        #expect(try addresses() == [])
        try proc.listen(tcp: [(DiscoveryProc.loopback, 2019, 998, 70)])
        #expect(try addresses() == ["localhost:2019"])
    }

    @Test("not at a place that it names, or where it was, once somebody else has taken that", arguments: ["", ":2019"])
    func takenName(known: String) throws {
        try proc.add(10, environment: "CADDY_ADMIN=:20190\0")
        let squatters = [20190, 2019].map { (DiscoveryProc.loopback, UInt16($0), UInt32(1000), Int($0)) }
        try proc.listen(tcp: squatters)
        let first = known.isEmpty ? ":20190" : known
        let text = "\(first), where process 10 of user root (0) should be, is another user's"
        #expect(try look(known: known) == .nowhere(CaddyError(.permission, text)))
        try proc.listen(tcp: [squatters[1], (DiscoveryProc.loopback, 20190, 998, 70)])
        #expect(try addresses(known: known) == [":20190"])
    }

    @Test(
        "in the global options of a Caddyfile, as far as they are clear",
        arguments: [
            ("", "silent"), ("example.com {\n\tadmin off\n}\n", "silent"), ("# {\n{\n}\n", "silent"),
            ("{\n\tdebug\n}\n", "silent"),
            ("{\n\tadmin off # never\n}\n", "off"), ("\n# a\n{\n  admin   :7\n}\nx {\n admin off\n}\n", ":7"),
            ("{\r\n\tadmin localhost:7\r\n}\r\n", "localhost:7"), ("{\n\tadmin \"unix//a|0220\"\n}\n", "unix//a"),
            ("{\n\tservers {\n\t\tadmin off\n\t}\n\tadmin :7 {\n\t\torigins a b\n\t}\n}\n", ":7 a b"),
            ("{\n\tadmin {\n\t\torigins a\n\t}\n}\n", "localhost:2019 a"), ("{\n\tadmin {$ADMIN}\n}\n", "unclear"),
            ("{\n\timport x\n}\n", "unclear"), ("import x\n", "unclear"), ("{\n\tadmin :7\n", "unclear"),
        ]
    )
    func caddyfile(text: String, meaning: String) {
        #expect(words(.caddyfile(Array(text.utf8))) == meaning)
        for bytes in Fuzz.mutations(of: Array(text.utf8), 100) { _ = StartConfiguration.caddyfile(bytes) }
    }

    @Test(
        "in the native configuration",
        arguments: [
            ("{}", "silent"), (#"{"admin":{}}"#, "silent"), (#"{"admin":{"listen":""}}"#, "silent"),
            (#"{"admin":{"disabled":true,"listen":":7"}}"#, "off"), (#"{"admin":{"listen":":7"},"apps":{}}"#, ":7"),
            (#"{"admin":{"listen":"unix//a","origins":["x"]}}"#, "unix//a x"),
            (#"{"admin":{"listen":"{env.X}"}}"#, "unclear"),
            ("", "unclear"), ("{", "unclear"), ("[]", "unclear"), (#"{"admin":5}"#, "unclear"),
        ]
    )
    func json(text: String, meaning: String) {
        #expect(words(.json(Array(text.utf8))) == meaning)
    }

    private func words(_ configuration: StartConfiguration) -> String {
        switch configuration {
        case .address(let address, let origins): ([address.description] + origins).joined(separator: " ")
        case .off: "off"
        case .silent: "silent"
        case .unclear: "unclear"
        }
    }
}
