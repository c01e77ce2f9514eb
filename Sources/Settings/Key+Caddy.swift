extension Key {
    static let caddy = [
        Key(
            "caddy.admin_addresses",
            flag: "caddy.admin-address",
            listOf: .adminAddress,
            uniqueBy: { $0 },
            examples: ["localhost:2019", "unix//run/caddy/admin.sock"],
            help: "Admin address of a Caddy to watch; repeatable. Given one, no others are looked for.",
            set: { $0.caddy.adminAddresses = $1 }
        ),
        Key(
            "caddy.log_sources",
            flag: "caddy.log-source",
            listOf: .logSource,
            uniqueBy: { $0 },
            examples: ["journal:caddy.service", "file:/var/log/caddy/access.log"],
            help: "Log of Caddy to read, beside those that its configuration names; repeatable.",
            set: { $0.caddy.logSources = $1 }
        ),
    ]

    static let site = [
        Key(
            "site.roots",
            flag: "site.root",
            listOf: .siteRoot,
            shape: .pairs(by: "="),
            uniqueBy: { $0.name },
            examples: ["uploads=/srv/uploads"],
            help: "Directory that files are served from, by Caddy or anything else, and a name for it; repeatable.",
            set: { settings, roots in
                settings.site.roots = Dictionary(uniqueKeysWithValues: roots)
            }
        ),
        Key(
            "site.files",
            flag: "site.file",
            listOf: .siteFile,
            shape: .pairs(by: "="),
            uniqueBy: { $0.name },
            examples: ["uploads=health.txt"],
            help: "File below the root of a site to read at each look, in place of one that is found; repeatable.",
            set: { settings, files in
                settings.site.files = Dictionary(uniqueKeysWithValues: files)
            }
        ),
        Key(
            "site.hold_handles",
            flag: "site.hold-handles",
            .truth,
            shape: .toggle,
            default: "false",
            example: "true",
            help: "Keep a handle open in each root on Gluster, which then cannot be unmounted but lazily.",
            set: { $0.site.holdsHandles = $1 }
        ),
    ]

    static let state = [
        Key(
            "state.directory",
            flag: "state.directory",
            .path("a path", example: "/var/lib/gluster_caddy_exporter", limit: 1023),
            default: "/var/lib/gluster_caddy_exporter",
            example: "/srv/exporter",
            help: "Directory that keeps how far logs have been read; made if it is missing.",
            set: { $0.state.directory = $1 }
        )
    ]
}
