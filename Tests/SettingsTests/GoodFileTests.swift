import Settings
import Testing

@Suite("A settings file")
struct GoodFileTests {
    /// Every key, in every form; other tests spoil it.
    static let full = """
        # What this host watches.
        web:
          listen_addresses: [":80", "[::1]:80"]
          telemetry_path: /m
        gluster:
          volumes:
            - {host: server1, volume: photos}
            - host: "[::1]:9"
              volume: backup
            - server2:24008/music
          bricks: none
          glusterd_socket: "/run/g.sock"
          ping_timeout: 10s
          heal_entries: 20000
          probe_directories: {photos: /health, backup: /}
          state_directory: /s
          volume_options: [network.ping-timeout]
        caddy:
          admin_addresses: ["localhost:2019", unix//run/caddy/admin.sock]
          log_sources: [file:/var/log/caddy/a.log, docker:/d, cri:/c, journal:caddy.service]
        site:
          roots: {uploads: /srv/uploads, a b: /a=b}
          files: {uploads: health/ok.txt}
          hold_handles: true
        state: {directory: /state}
        poll: {interval: 1m30s}
        collectors:
          volume: {interval: 30s}
          heal: {enabled: false, interval: 5m}
        log: {level: warn, format: json}

        """

    @Test("sets everything")
    func everything() throws {
        let expected = Settings.with {
            $0.web.listenAddresses = [":80", "[::1]:80"]
            $0.web.telemetryPath = "/m"
            $0.gluster.volumes = [
                VolumeTarget(host: "server1", volume: "photos"),
                VolumeTarget(host: "::1", port: 9, volume: "backup"),
                VolumeTarget(host: "server2", port: 24008, volume: "music"),
            ]
            $0.gluster.bricks = .none
            $0.gluster.glusterdSocket = "/run/g.sock"
            $0.gluster.pingTimeout = .seconds(10)
            $0.gluster.healEntries = 20_000
            $0.gluster.probeDirectories = ["photos": "/health", "backup": "/"]
            $0.gluster.stateDirectory = "/s"
            $0.gluster.volumeOptions = ["network.ping-timeout"]
            $0.caddy.adminAddresses = ["localhost:2019", "unix//run/caddy/admin.sock"]
            $0.caddy.logSources = [
                .file("/var/log/caddy/a.log"), .docker("/d"), .cri("/c"), .journal("caddy.service"),
            ]
            $0.site.roots = ["uploads": "/srv/uploads", "a b": "/a=b"]
            $0.site.files = ["uploads": "health/ok.txt"]
            $0.site.holdsHandles = true
            $0.state.directory = "/state"
            $0.poll.interval = .seconds(90)
            $0.poll.collectors = ["volume": .seconds(30), "heal": .seconds(300)]
            $0.collectors.remove("heal")
            $0.log.level = .warn
            $0.log.format = .json
        }
        #expect(try read(Self.full) == expected)
    }

    @Test(
        "may say nothing",
        arguments: [
            "", "\n\n", "# nothing", "---", "---\n...\n", "{}", "~", "null", "\u{FEFF}", "web:", "web: {}",
            "web: ~\npoll:\n",
            "collectors:\n  heal:\n", "%YAML 1.1\n---\n",
        ]
    )
    func nothing(_ text: String) throws {
        #expect(try read(text) == Settings())
    }

    @Test(
        "is read however its lines are written",
        arguments: [
            "log:\n  level: warn\n", "log:\r\n  level: warn\r\n", "log:\r  level: warn\r", "\u{FEFF}log: {level: warn}",
            "log: {level: warn}", "{\"log\": {\"level\": \"warn\"}}", "log:\n\n    level:   'warn'   # why\n",
            "--- # x\nlog:\n  level: >-\n    warn\n...\n", "? log\n: level: \"\\x77arn\"", "log: {\n\tlevel: warn}",
        ]
    )
    func lines(_ text: String) throws {
        #expect(try read(text) == .with { $0.log.level = .warn })
    }

    @Test("may empty a list that is empty by default")
    func emptyLists() throws {
        #expect(try read("gluster: {volumes: [], probe_directories: {}}") == Settings())
    }

    @Test("loses to flags, which replace lists as a whole")
    func precedence() throws {
        let settings = try read(
            Self.full,
            flags: "--web.listen-address=:1",
            "--gluster.volume=a/b",
            "--gluster.probe-directory=b:/b",
            "--poll.interval=2s",
            "--collector.heal",
            "--no-collector.brick",
            "--collector.heal.interval=7s",
            "--log.level=info"
        )
        var expected = try read(Self.full)
        expected.web.listenAddresses = [":1"]
        expected.gluster.volumes = [VolumeTarget(host: "a", volume: "b")]
        expected.gluster.probeDirectories = ["b": "/b"]
        expected.poll.interval = .seconds(2)
        expected.poll.collectors["heal"] = .seconds(7)
        expected.collectors.insert("heal")
        expected.collectors.remove("brick")
        expected.log.level = .info
        #expect(settings == expected)
    }

    @Test("enables collectors by name, also when the defaults are disabled")
    func disabledDefaults() throws {
        let text = "collectors: {heal: {enabled: true}, brick: {enabled: false}}"
        #expect(try read(text, flags: "--collector.disable-defaults").collectors == ["heal"])
        #expect(
            try read(text, flags: "--collector.disable-defaults", "--no-collector.heal", "--collector.brick").collectors
                == ["brick"]
        )
    }

    @Test("is wrong even where a flag wins")
    func wrongBelowFlag() {
        #expect(
            refusal { try read("log: {level: x}", flags: "--log.level=info") }
                == "x.yml:1: log.level: \"x\" is not a level; allowed: debug, info, warn, error"
        )
    }
}
