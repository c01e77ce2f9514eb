extension Key {
    static let web =
        addresses + [
            Key(
                "web.telemetry_path",
                flag: "web.telemetry-path",
                .telemetryPath,
                default: "/metrics",
                example: "/gluster/metrics",
                help: "Path under which the metrics are.",
                set: { $0.web.telemetryPath = $1 }
            ),
            Key(
                "web.config_file",
                flag: "web.config.file",
                .path("a path", example: "/etc/gluster_caddy_exporter/web.yml"),
                example: "/etc/gluster_caddy_exporter/web.yml",
                help: "File with TLS, users, headers and a rate limit, in the schema that exporters share.",
                set: { $0.web.configurationFile = $1 }
            ),
            Key(
                "web.enable_lifecycle",
                flag: "web.enable-lifecycle",
                .truth,
                shape: .toggle,
                default: "false",
                example: "true",
                help: "Reload the settings at POST /-/reload, as at SIGHUP.",
                set: { $0.web.enablesLifecycle = $1 }
            ),
            Key(
                "web.max_requests",
                flag: "web.max-requests",
                .count(from: 0, to: 10_000),
                default: "0",
                example: "40",
                help: """
                    How many requests may be under way at the same time before others get 503; 0: as many as \
                    connections.
                    """,
                set: { $0.web.maxRequests = $1 }
            ),
            Key(
                "web.max_connections",
                flag: "web.max-connections",
                .count(from: 1, to: 10_000),
                default: "512",
                example: "2000",
                help: "How many connections there may be; for one more, the one that has waited longest is closed.",
                set: { $0.web.maxConnections = $1 }
            ),
            Key(
                "web.max_connections_per_address",
                flag: "web.max-connections-per-address",
                .count(from: 1, to: 10_000),
                default: "256",
                example: "64",
                help: "The same for the connections from one address.",
                set: { $0.web.maxConnectionsPerAddress = $1 }
            ),
        ]

    private static let addresses = [
        Key(
            "web.listen_addresses",
            flag: "web.listen-address",
            listOf: .listenAddress,
            uniqueBy: { $0 },
            default: [":10713"],
            examples: ["127.0.0.1:10713", "[::1]:10713"],
            help: "Address to serve on; repeatable.",
            set: { $0.web.listenAddresses = $1 }
        ),
        Key(
            "web.systemd_socket",
            flag: "web.systemd-socket",
            .truth,
            shape: .toggle,
            default: "false",
            example: "true",
            help: "Serve on the sockets that systemd hands over, instead of addresses of its own.",
            set: { $0.web.usesSystemdSockets = $1 }
        ),
        Key(
            "web.unix_socket_mode",
            flag: "web.unix-socket-mode",
            .fileMode,
            default: "0660",
            example: "0666",
            help: "Mode of the Unix sockets that are served on: who may write to one may scrape.",
            set: { $0.web.unixSocketMode = $1 }
        ),
        Key(
            "web.unix_socket_group",
            flag: "web.unix-socket-group",
            .group,
            example: "caddy",
            help: "Group of the Unix sockets that are served on, instead of the exporter's own.",
            set: { $0.web.unixSocketGroup = $1 }
        ),
    ]
}
