import Foundation
import Synchronization
import Testing

extension LiveTests {
    @Suite("As a service")
    struct ServiceTests {
        @Test("it tells systemd of the start, of a reload and of the end, and that it is alive, though a brick hangs")
        func notifies() async throws {
            let systemd = try FakeSystemd()
            let exporter = try await Exporter(prefix: [systemd.variable, "WATCHDOG_USEC=1000000"])
            try await systemd.until("ready") { $0.contains("READY=1") }
            try await systemd.until("status") { $0.contains { $0.hasPrefix("STATUS=volumes: ") } }
            try Lab.lab("pause", "photos", "1")
            defer { _ = try? Lab.lab("resume", "photos", "1") }
            let beats = systemd.messages.count { $0 == "WATCHDOG=1" }
            try await systemd.until("beats, past each deadline", within: 20) { messages in
                messages.count { $0 == "WATCHDOG=1" } > beats + 24
            }
            kill(exporter.pid, SIGHUP)
            try await systemd.until("reloaded") { messages in
                guard let start = messages.firstIndex(where: { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") }) else {
                    return false
                }
                return messages[start...].contains("READY=1")
            }
            #expect(exporter.stop() == 0)
            #expect(systemd.messages.last { !$0.hasPrefix("WATCHDOG") && !$0.hasPrefix("STATUS") } == "STOPPING=1")
            #expect(exporter.messages.contains("msg=stuck") == false)
        }

        @Test("it says so when systemd has no socket for it")
        func noSocket() throws {
            let failure = #expect(throws: Lab.Failure.self) {
                try Lab.output(Lab.exporter, ["--web.systemd-socket"])
            }
            let text = "web.systemd_socket: systemd has handed over no listening stream socket; allowed: "
            #expect(failure?.description.contains(text) == true)
        }

        @Test(
            "it stops within a second, whatever hangs",
            arguments: ["nothing", "brick", "worker", "glusterd", "caddy", "mount"]
        )
        func stop(_ hung: String) async throws {
            let caddy = try await CaddyServer("")
            let exporter = try await Exporter([
                "--caddy.admin-address=\(caddy.admin)", "--site.root=photos=\(try Lab.mount("photos"))",
            ])
            try await exporter.ready()
            let worker = try #require(exporter.worker)
            let client = try #require(Self.client(of: try Lab.mount("photos")))
            switch hung {
            case "brick": try Lab.lab("pause", "photos", "1")
            case "worker": kill(worker, SIGSTOP)
            case "glusterd": try Lab.lab("glusterd", "1", "pause")
            case "caddy": kill(caddy.pid, SIGSTOP)
            case "mount": kill(client, SIGSTOP)
            default: break
            }
            defer {
                switch hung {
                case "brick": _ = try? Lab.lab("resume", "photos", "1")
                case "glusterd": _ = try? Lab.lab("glusterd", "1", "resume")
                case "caddy": kill(caddy.pid, SIGCONT)
                case "mount": kill(client, SIGCONT)
                default: break
                }
            }
            // Two polls later, whoever asks what hangs is in the middle of it.
            try await Task.sleep(for: .seconds(2))
            let start = ContinuousClock.now
            kill(exporter.pid, SIGTERM)
            // A thread that hangs in the kernel keeps the process from ending, but it does nothing any more.
            let isOver = { exporter.hasEnded || hung == "mount" && exporter.isLost }
            while !isOver(), ContinuousClock.now - start < .seconds(10) { try await Task.sleep(for: .milliseconds(5)) }
            let took = ContinuousClock.now - start
            #expect(took < .seconds(1), "it took \(took)")
            #expect(!FileManager.default.fileExists(atPath: "/proc/\(worker)/exe"))
            if hung == "mount" { kill(client, SIGCONT) }
            #expect(exporter.stop() == 0)
            print("stop with \(hung): \(took)")
        }

        /// The FUSE client of a mount.
        private static func client(of mount: String) -> Int32? {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return all.compactMap { Int32($0) }.first { pid in
                let words =
                    (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8))?
                    .split(separator: "\0") ?? []
                return words.first?.hasSuffix("glusterfs") == true && words.last == mount[...]
            }
        }
    }
}

extension Exporter {
    /// Whether nothing of it runs any more; it may not have been waited for.
    var hasEnded: Bool { state.map { $0 == "Z" } ?? true && threads <= 1 }

    /// Whether all that is left of it are threads that the kernel does not let go of.
    var isLost: Bool { state == "Z" && threads > 1 }

    private var threads: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []).count
    }

    private var state: Character? {
        let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        return stat?.split(separator: ") ").last?.first
    }
}

/// The socket of a service manager, and what was said there.
private final class FakeSystemd: Sendable {
    private let path: String
    private let socket: Int32
    private let said = Mutex<[String]>([])

    /// For the environment of a service.
    var variable: String { "NOTIFY_SOCKET=\(path)" }
    var messages: [String] { said.withLock { $0 } }

    init() throws {
        path = "\(try Lab.directory())/notify-\(UUID().uuidString)"
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            for (index, byte) in path.utf8.enumerated() { unsafe place[index] = byte }
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, size) }
        }
        guard code == 0 else { throw Lab.Failure(description: "bind \(path): \(errno)") }
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe recv(socket, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                let message = String(decoding: buffer[..<count], as: UTF8.self)
                said.withLock { $0.append(message) }
            }
        }
    }

    func until(_ what: String, within seconds: Double = 15, _ isRight: ([String]) -> Bool) async throws {
        try await eventually(within: seconds, "systemd is told: \(what)") { isRight(messages) ? true : nil }
    }
}
