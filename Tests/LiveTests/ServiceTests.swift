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
            try Lab.lab("resume", "photos", "1")
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
            "it stops within a second, whatever hangs but the kernel",
            arguments: ["nothing", "brick", "worker", "glusterd", "caddy"]
        )
        func stop(_ hung: String) async throws {
            // A mount hangs with its brick: below.
            let stage = try await Stage(["--no-collector.mount", "--no-collector.site"])
            try await stage.hang(hung)
            defer { stage.resume(hung) }
            let start = ContinuousClock.now
            // One signal: a second one would end it at once.
            #expect(stage.exporter.stop() == 0)
            let took = ContinuousClock.now - start
            #expect(took < .seconds(1), "it took \(took)")
            #expect(!stage.hasWorker)
        }

        @Test(
            "it does all that it can within a second, though a mount hangs in the kernel",
            arguments: ["brick", "mount"]
        )
        func stopInKernel(_ hung: String) async throws {
            let stage = try await Stage(["--site.root=photos=\(try Lab.mount("photos"))"])
            try await stage.hang(hung)
            defer { stage.resume(hung) }
            try await eventually(within: 30, "somebody hangs there") { stage.exporter.waitsForClient ? true : nil }
            let start = ContinuousClock.now
            kill(stage.exporter.pid, SIGTERM)
            while !stage.exporter.isOver, ContinuousClock.now - start < .seconds(10) {
                try await Task.sleep(for: .milliseconds(5))
            }
            let took = ContinuousClock.now - start
            #expect(took < .seconds(1), "it took \(took)")
            #expect(!stage.hasWorker)
            #expect(
                stage.exporter.messages.contains(
                    "msg=\"threads hang in the kernel: the process ends when they return\""
                )
            )
            await #expect(throws: (any Error).self, "it listens no more") { try await stage.exporter.get("/metrics") }
            stage.resume(hung)
            #expect(stage.exporter.stop() == 0)
        }

        @Test("it ends at once at a second signal")
        func twice() async throws {
            let exporter = try await Exporter()
            kill(exporter.pid, SIGTERM)
            kill(exporter.pid, SIGINT)
            let status = exporter.stop()
            #expect(status == 1 || status == 0, "\(status)")  // The first may have been faster.
        }

        /// An exporter, and what it could hang in.
        private struct Stage {
            let exporter: Exporter
            private let caddy: CaddyServer
            private let worker: Int32
            private let client: Int32

            init(_ flags: [String]) async throws {
                caddy = try await CaddyServer("")
                exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"] + flags)
                try await exporter.ready()
                worker = try #require(exporter.worker)
                client = try #require(ServiceTests.client(of: try Lab.mount("photos")))
            }

            var hasWorker: Bool { FileManager.default.fileExists(atPath: "/proc/\(worker)/exe") }

            func hang(_ what: String) async throws {
                switch what {
                case "brick": try Lab.lab("pause", "photos", "1")
                case "worker": kill(worker, SIGSTOP)
                case "glusterd": try Lab.lab("glusterd", "1", "pause")
                case "caddy": kill(caddy.pid, SIGSTOP)
                case "mount": kill(client, SIGSTOP)
                default: break
                }
                // Two polls later, whoever asks it is in the middle of that.
                try await Task.sleep(for: .seconds(2))
            }

            func resume(_ what: String) {
                switch what {
                case "brick": _ = try? Lab.lab("resume", "photos", "1")
                case "glusterd": _ = try? Lab.lab("glusterd", "1", "resume")
                case "caddy": kill(caddy.pid, SIGCONT)
                case "mount": kill(client, SIGCONT)
                default: break
                }
            }
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
    /// Whether nothing of it runs any more, but for threads that the kernel does not let go of.
    fileprivate var isOver: Bool { state.map { $0 == "Z" } ?? true }

    /// Whether one of its threads waits for a FUSE client, and not for a moment only.
    fileprivate var waitsForClient: Bool {
        let look = { () -> Set<String> in
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(self.pid)/task")) ?? []
            let hanging = threads.filter { thread in
                let place = try? String(contentsOfFile: "/proc/\(self.pid)/task/\(thread)/wchan", encoding: .utf8)
                return place?.hasPrefix("request_wait_answer") == true
            }
            return Set(hanging)
        }
        let before = look()
        usleep(200_000)
        return !before.isDisjoint(with: look())
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
