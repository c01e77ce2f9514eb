import Foundation
import Synchronization
import Testing

extension LiveTests {
    @Suite("A reload")
    struct ReloadTests {
        private static let loaded = "gluster_caddy_exporter_config_last_reload_successful"
        private static let time = "gluster_caddy_exporter_config_last_reload_success_timestamp_seconds"
        private static let restarts = "gluster_caddy_exporter_worker_restarts_total"
        private static let probes =
            "gluster_volume_probe_duration_seconds_count{volume=\"photos\",operation=\"statfs\"}"

        @Test("adds a volume and takes it away: the worker stays, and so do counters")
        func volumes() async throws {
            try Lab.lab("create", "added", "distribute")
            defer { _ = try? Lab.lab("delete", "added") }
            let file = try SettingsText("gluster: { volumes: [127.1.1.1/photos] }")
            let exporter = try await Exporter([file.flag])
            try await exporter.ready()
            let before = try await exporter.until("some probes") { $0[Self.probes] ?? 0 >= 3 }
            let isWatched = { (scrape: Scrape) in scrape.has("gluster_volume_up", "volume=\"added\"") }
            #expect(!isWatched(before))
            let worker = try #require(exporter.worker)

            try file.write("gluster: { volumes: [127.1.1.1/photos, 127.1.1.1/added] }")
            kill(exporter.pid, SIGHUP)
            let after = try await exporter.until("the new volume is watched") {
                $0["gluster_volume_up{volume=\"added\"}"] == 1
            }
            #expect(after[Self.probes] ?? 0 >= before[Self.probes] ?? .infinity)
            #expect(after[Self.loaded] == 1 && after[Self.time] ?? 0 > before[Self.time] ?? .infinity)
            #expect(exporter.worker == worker && after.sum(Self.restarts) == 0)

            try file.write("gluster: { volumes: [127.1.1.1/photos] }")
            kill(exporter.pid, SIGHUP)
            try await exporter.until("it is watched no longer") { !isWatched($0) }
            let last = try await exporter.fresh("volume")
            #expect(last[Self.probes] ?? 0 > after[Self.probes] ?? .infinity)
            #expect(exporter.worker == worker && last.sum(Self.restarts) == 0)
        }

        @Test(
            "with settings that are bad changes nothing, and is told until they are good again",
            arguments: [
                "gluster: { bricks: all, nosuch: 1 }", "poll: { interval: never }", "{",
                "caddy: { admin_addresses: [\"localhost:1-2\"] }", "web: { systemd_socket: true }",
            ]
        )
        func bad(_ text: String) async throws {
            let file = try SettingsText("log: { level: info }")
            let exporter = try await Exporter([file.flag])
            try await exporter.complete()
            let before = try await exporter.scrape()
            try file.write(text)
            kill(exporter.pid, SIGHUP)
            let after = try await exporter.until("it is told") { $0[Self.loaded] == 0 }
            #expect(after[Self.time] == before[Self.time])
            try await eventually("the log says why, once") {
                let lines = exporter.messages.matches(of: /level=error msg="settings are not reloaded" error=.+/)
                return lines.count == 1 ? true : nil
            }
            let fresh = try await exporter.fresh("volume")
            #expect(fresh.family("gluster_volume_up") == before.family("gluster_volume_up"))

            try file.write("log: { level: info }")
            kill(exporter.pid, SIGHUP)
            let good = try await exporter.until("it is good again") { $0[Self.loaded] == 1 }
            #expect(good[Self.time] ?? 0 > before[Self.time] ?? .infinity)
        }

        @Test("switches collectors off and on, and changes intervals and the log, without a dropped scrape")
        func underScrapes() async throws {
            let file = try SettingsText("")
            let exporter = try await Exporter([file.flag])
            try await exporter.ready()
            let isOver = Flag()
            async let scrapes = {
                var statuses: [Int: Int] = [:]
                while !isOver.isRaised {
                    statuses[try await exporter.get("/metrics").status, default: 0] += 1
                }
                return statuses
            }()
            for _ in 0..<5 {
                let before = try await exporter.fresh("volume")
                try file.write("collectors: { volume: { enabled: false }, heal: { interval: 100ms } }")
                kill(exporter.pid, SIGHUP)
                try await exporter.until("the families are gone", within: 5) { scrape in
                    !scrape.has("gluster_volume_up") && !scrape.has("collector=\"volume\"")
                }
                try file.write("log: { level: debug, format: json }")
                kill(exporter.pid, SIGHUP)
                let after = try await exporter.until("they are back", within: 5) { $0.has("gluster_volume_up") }
                #expect(after[Self.probes] ?? 0 >= before[Self.probes] ?? .infinity)
                #expect(try await exporter.get("/-/ready").status == 200)
            }
            #expect(exporter.messages.contains("\"msg\":\"settings reloaded\""))
            // Signals that come in a row are one reload, or some.
            for _ in 0..<100 { kill(exporter.pid, SIGHUP) }
            _ = try await exporter.fresh("volume")
            isOver.raise()
            let statuses = try await scrapes
            #expect(statuses.keys.sorted() == [200] && statuses[200] ?? 0 > 20)
            #expect(exporter.stop() == 0)
        }
    }
}

/// A settings file that a test writes anew.
struct SettingsText {
    private let path: String

    var flag: String { "--config.file=\(path)" }

    init(_ text: String) throws {
        path = "\(try Lab.directory())/settings-\(UUID().uuidString).yml"
        try write(text)
    }

    func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

/// Raised once.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .relaxed) }

    func raise() {
        state.store(true, ordering: .relaxed)
    }
}
