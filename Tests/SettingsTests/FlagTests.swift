import Settings
import Testing
import YAML

@Suite("Flags")
struct FlagTests {
    @Test("are not needed")
    func none() throws {
        #expect(try Settings.parse(arguments: []) == .run(Settings()))
    }

    @Test("set everything")
    func all() throws {
        let settings = try read(
            flags: "--web.listen-address=127.0.0.1:80",
            "--web.listen-address",
            "[::1]:0",
            "--web.telemetry-path=/m",
            "--gluster.volume=a/photos",
            "--gluster.volume=[::1]:9/photos",
            "--gluster.bricks=all",
            "--gluster.glusterd-socket=/g.sock",
            "--gluster.ping-timeout=42s",
            "--gluster.heal-entries=0",
            "--gluster.probe-directory=photos:/",
            "--gluster.probe-directory=b:/h",
            "--gluster.state-directory=/s",
            "--gluster.volume-option=network.ping-timeout",
            "--gluster.volume-option=a.b",
            "--poll.interval=1m",
            "--no-collector.heal",
            "--collector.brick.interval=2m",
            "--log.level=debug",
            "--log.format=json"
        )
        let expected = Settings.with {
            $0.web.listenAddresses = ["127.0.0.1:80", "[::1]:0"]
            $0.web.telemetryPath = "/m"
            $0.gluster.volumes = [
                VolumeTarget(host: "a", volume: "photos"), VolumeTarget(host: "::1", port: 9, volume: "photos"),
            ]
            $0.gluster.bricks = .all
            $0.gluster.glusterdSocket = "/g.sock"
            $0.gluster.pingTimeout = .seconds(42)
            $0.gluster.healEntries = 0
            $0.gluster.probeDirectories = ["photos": "/", "b": "/h"]
            $0.gluster.stateDirectory = "/s"
            $0.gluster.volumeOptions = ["network.ping-timeout", "a.b"]
            $0.poll.interval = .seconds(60)
            $0.poll.collectors = ["brick": .seconds(120)]
            $0.collectors.remove("heal")
            $0.log.level = .debug
            $0.log.format = .json
        }
        #expect(settings == expected)
        #expect(settings.poll.interval(of: "brick") == .seconds(120))
        #expect(settings.poll.interval(of: "heal") == .seconds(60))
    }

    @Test("let the last of several win, where there can be one value only")
    func last() throws {
        let settings = try read(
            flags: "--poll.interval=1s",
            "--poll.interval=2s",
            "--no-collector.heal",
            "--collector.heal"
        )
        #expect(settings == .with { $0.poll.interval = .seconds(2) })
    }

    @Test("leave only collectors named when the defaults are disabled")
    func disabledDefaults() throws {
        #expect(try read(flags: "--collector.disable-defaults").collectors == [])
        #expect(try read(flags: "--collector.heal", "--collector.disable-defaults").collectors == ["heal"])
    }

    @Test("ask for something else than to run")
    func others() throws {
        #expect(try Settings.parse(arguments: ["--version"]) == .version)
        #expect(try Settings.parse(arguments: ["--version", "--config.file=/none"]) == .version)
        #expect(try Settings.parse(arguments: ["--config.check"]) == .check(Settings()))
        #expect(try Settings.parse(arguments: ["help"]) == Settings.parse(arguments: ["--help"]))
        guard case .help(let script) = try Settings.parse(arguments: ["--generate-completion-script=bash"])
        else { throw Unexpected() }
        #expect(script.contains("--collector.heal.interval"))
    }

    @Test("are refused in one line", arguments: badFlags)
    func refused(_ flags: [String], _ message: String) {
        #expect(refusal { try Settings.parse(arguments: flags).settings } == message)
    }

    @Test("name a file that must be readable")
    func unreadable() {
        let line = refusal {
            try Settings.parse(arguments: ["--config.file=/x"]) { _ in .failure(FileError(code: 13)) }.settings
        }
        #expect(line == "/x: Permission denied")
        #expect(
            refusal { try Settings.parse(arguments: ["--config.file=/proc/none"]).settings }
                == "/proc/none: No such file or directory"
        )
        #expect(refusal { try Settings.parse(arguments: ["--config.file=/proc"]).settings } == "/proc: Is a directory")
        #expect(
            refusal { try Settings.parse(arguments: ["--config.file=/dev/zero"]).settings }
                == "/dev/zero: larger than 1 MiB"
        )
    }
}

extension Invocation {
    fileprivate var settings: Settings {
        get throws {
            guard case .run(let settings) = self else { throw Unexpected() }
            return settings
        }
    }
}

private let badFlags: [([String], String)] = [
    (["--poll.intervall=1s"], "Unknown option '--poll.intervall'. Did you mean '--poll.interval'?"),
    (["--collector.nginx"], "Unknown option '--collector.nginx'"),
    (["--a\nb"], "Unknown option '--a\\nb'"),
    (["-x"], "Unknown option '-x'"),
    (["x"], "Unexpected argument 'x'"),
    (["--log.level"], "Missing value for '--log.level <debug|info|warn|error>'"),
    (["--collector.heal=yes"], "The option '--collector.heal' does not take any value, but 'yes' was specified."),
    (
        ["--poll.interval=15"],
        "--poll.interval: \"15\" is not a duration; allowed: 100ms to 1h, such as 15s or 1m30s"
    ),
    (
        ["--poll.interval=15s", "--poll.interval=x"],
        "--poll.interval: \"x\" is not a duration; allowed: 100ms to 1h, such as 15s or 1m30s"
    ),
    (
        ["--collector.heal.interval=2h"],
        "--collector.heal.interval: \"2h\" is too long; allowed: 100ms to 1h, such as 15s or 1m30s"
    ),
    (["--log.level=trace"], "--log.level: \"trace\" is not a level; allowed: debug, info, warn, error"),
    (
        ["--gluster.probe-directory=a:/x", "--gluster.probe-directory=a:/y"],
        "--gluster.probe-directory: \"a:/y\" is given twice; "
            + "allowed: a volume with an absolute path in it, such as photos:/health"
    ),
    (
        ["--gluster.volume=photos"],
        "--gluster.volume: \"photos\" is not a volume on a host; "
            + "allowed: HOST/VOLUME or HOST:PORT/VOLUME, such as server1/photos or [::1]:24007/photos"
    ),
    (
        ["--gluster.glusterd-socket=/a\nb"],
        "--gluster.glusterd-socket: \"/a\\nb\" has a control character; "
            + "allowed: an absolute path, such as /var/run/glusterd.socket"
    ),
]
