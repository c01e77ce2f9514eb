import Caddy

/// Two Caddys, one with each kind of trouble, and a log that no Caddy is known for: what the golden file describes.
extension [CaddyLogState] {
    static let recorded = [busy, quiet, container]

    private static let busy = {
        var state = CaddyLogState(caddy: "localhost:2019")
        state.sites = [
            LoggedSite("files.example.com", mounts: [.photos]), LoggedSite("local.example.com", mounts: [.disk]),
        ]
        state.counts.entries = ["info": 40_000, "error": 31, "warn": 2, "other": 1]
        state.counts.storageErrors = [
            LogCounts.Key("files.example.com", "stale_handle"): 17, LogCounts.Key("files.example.com", "masked"): 3,
            LogCounts.Key("other", "permission"): 1,
        ]
        state.counts.handlerErrors = [
            LogCounts.Key("files.example.com", "directory_entry"): 2, LogCounts.Key("other", "sidecar"): 1,
            LogCounts.Key("local.example.com", "upstream_error"): 5, LogCounts.Key("other", "handler_error"): 2,
        ]
        state.counts.serverErrors = [
            LogCounts.Key("files.example.com", "500"): 17, LogCounts.Key("files.example.com", "503"): 3,
            LogCounts.Key("local.example.com", "502"): 5,
        ]
        state.counts.shortResponses = ["files.example.com": 4]
        state.counts.writeErrors = ["not_connected": 6]
        var file = LogSourceState(source: "/var/log/caddy/access.log")
        file.isReadable = true
        file.readBytes = 30_000_000
        file.unparsedLines = 1
        file.oversizedLines = 2
        file.rotations = 3
        file.truncations = 1
        file.gaps = 1
        file.lagBytes = 4096
        file.lastEntry = 1_699_999_999.25
        var journal = LogSourceState(source: "journal:caddy.service")
        journal.isReadable = true
        journal.readBytes = 20_000
        journal.untrustedLines = 9
        journal.lastEntry = 1_699_999_990
        state.sources = [file, journal]
        return state
    }()

    /// One of its logs cannot be read, and nothing is in the other.
    private static let quiet = {
        var state = CaddyLogState(caddy: "unix//run/caddy/admin.sock")
        var source = LogSourceState(source: "stderr")
        source.isReadable = false
        source.problem = "the standard error is pipe:[12]: name the log in the settings"
        var file = LogSourceState(source: "/var/log/caddy/quiet.log")
        file.isReadable = true
        file.lagBytes = 0
        state.sources = [file, source]
        return state
    }()

    private static let container = {
        var state = CaddyLogState(caddy: "")
        state.counts.entries = ["info": 3]
        var source = LogSourceState(source: "/var/log/containers/caddy.log")
        source.isReadable = true
        source.readBytes = 900
        source.lagBytes = 0
        state.sources = [source]
        return state
    }()
}
