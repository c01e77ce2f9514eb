extension Key {
    /// Every setting that files and flags share, as the documentation lists them.
    ///
    /// To add one: a row here, and its property in ``Settings``.
    static let all = web + gluster + caddy + site + state + poll + collectors + log

    private static let gluster = [
        Key(
            "gluster.volumes",
            flag: "gluster.volume",
            listOf: .volume,
            shape: .list(fields: ["host", "volume"]),
            uniqueBy: { $0 },
            examples: ["server1/photos", "server2:24007/media"],
            help: "Volume to watch, and a server that knows it; repeatable. Given one, no others are looked for.",
            set: { $0.gluster.volumes = $1 }
        ),
        Key(
            "gluster.bricks",
            flag: "gluster.bricks",
            .choice("a choice of bricks"),
            default: "auto",
            example: "all",
            help: "Whose bricks to watch; auto: of this node when a local glusterd answers, else all.",
            set: { $0.gluster.bricks = $1 }
        ),
        Key(
            "gluster.glusterd_socket",
            flag: "gluster.glusterd-socket",
            .path("a path", example: "/var/run/glusterd.socket", limit: Form.socketPathLimit),
            default: "/var/run/glusterd.socket",
            example: "/run/glusterd.socket",
            help: "Unix socket of the local glusterd.",
            set: { $0.gluster.glusterdSocket = $1 }
        ),
        Key(
            "gluster.server",
            flag: "gluster.server",
            .server,
            default: "localhost:24007",
            example: "server1:24007",
            help: "Address of the local glusterd, which describes the volumes that are found by themselves.",
            set: { $0.gluster.server = $1 }
        ),
        Key(
            "gluster.ping_timeout",
            flag: "gluster.ping-timeout",
            .seconds(from: "1s", to: "42s", such: "3s"),
            default: "3s",
            example: "10s",
            help: "How long a brick may be silent before its connection counts as lost.",
            set: { $0.gluster.pingTimeout = $1 }
        ),
        Key(
            "gluster.heal_entries",
            flag: "gluster.heal-entries",
            .count(from: 0, to: 20_000),
            default: "2000",
            example: "500",
            help: """
                How many entries that wait for heal to look at in each set and cycle, to tell split-brain and blame; \
                0: none.
                """,
            set: { $0.gluster.healEntries = $1 }
        ),
        Key(
            "gluster.probe_directories",
            flag: "gluster.probe-directory",
            listOf: .probeDirectory,
            shape: .pairs(by: ":"),
            uniqueBy: { $0.volume },
            examples: ["photos:/.probe"],
            help: """
                Directory of a volume in which to write, sync, read and delete a file at each poll; repeatable. \
                Without one, nothing is written.
                """,
            set: { settings, directories in
                settings.gluster.probeDirectories = Dictionary(uniqueKeysWithValues: directories)
            }
        ),
        Key(
            "gluster.state_directory",
            flag: "gluster.state-directory",
            .path("a path", example: "/run/gluster_caddy_exporter", limit: 1023),
            default: "/run/gluster_caddy_exporter",
            example: "/run/exporter",
            help: "Private directory in which glusterd hands over the state of its pool; made if it is missing.",
            set: { $0.gluster.stateDirectory = $1 }
        ),
        Key(
            "gluster.volume_options",
            flag: "gluster.volume-option",
            listOf: .volumeOption,
            uniqueBy: { $0 },
            default: Settings.Gluster.usualOptions,
            examples: ["network.ping-timeout", "performance.cache-size"],
            help: "Option of volumes to show where it is set; repeatable, in place of the default ones.",
            set: { $0.gluster.volumeOptions = $1 }
        ),
    ]

    private static let poll = [
        Key(
            "poll.interval",
            flag: "poll.interval",
            .pollInterval,
            default: "15s",
            example: "30s",
            help: "How often collectors read their sources.",
            set: { $0.poll.interval = $1 }
        )
    ]

    private static let collectors = CollectorName.allCases.flatMap { collector in
        let name = collector.rawValue
        // As in other flags: ArgumentParser would also make `--no_` of an underscore.
        let flag = "collector.\(name.split(separator: "_").joined(separator: "-"))"
        return [
            Key(
                "collectors.\(name).enabled",
                flag: flag,
                .truth,
                shape: .toggle,
                default: "true",
                example: "false",
                help: "Run the collector \(name): \(collector.subject).",
                set: { if $1 { $0.collectors.insert(name) } else { $0.collectors.remove(name) } }
            ),
            Key(
                "collectors.\(name).interval",
                flag: "\(flag).interval",
                .pollInterval,
                example: "1m",
                help: "How often \(name) reads its source, instead of poll.interval.",
                set: { $0.poll.collectors[name] = $1 }
            ),
        ]
    }

    private static let log = [
        Key(
            "log.level",
            flag: "log.level",
            .choice("a level"),
            default: "info",
            example: "debug",
            help: "The least severe messages to write to standard error.",
            set: { $0.log.level = $1 }
        ),
        Key(
            "log.format",
            flag: "log.format",
            .choice("a format"),
            default: "logfmt",
            example: "json",
            help: "How messages are written.",
            set: { $0.log.format = $1 }
        ),
    ]
}

extension Form<Duration> {
    fileprivate static var pollInterval: Form { duration(from: "100ms", to: "1h", such: "15s or 1m30s") }
}
