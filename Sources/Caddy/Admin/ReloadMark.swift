import Exposition

/// What changes when somebody changes a Caddy's configuration: told by its metrics, which may be asked for without a
/// line in its log.
struct ReloadMark: Sendable, Hashable {
    /// `caddy_config_last_reload_success_timestamp_seconds`, since Caddy 2.9.
    private var reload: Double?
    /// Requests that may have changed something, of `caddy_admin_http_requests_total`.
    private var changes = 0.0

    init(_ families: [ParsedFamily]) {
        for sample in families.lazy.flatMap(\.samples) {
            switch sample.name {
            case "caddy_config_last_reload_success_timestamp_seconds": reload = sample.value
            case "caddy_admin_http_requests_total" where Self.mayChange(sample): changes += sample.value
            default: break
            }
        }
    }

    private static func mayChange(_ sample: ParsedSample) -> Bool {
        func label(_ name: String) -> String { sample.labels.first { $0.name == name }?.value ?? "" }
        switch label("path") {
        case "/load": return true
        case let path where path.hasPrefix("/config/") || path.hasPrefix("/id/"):
            return label("method").uppercased() != "GET"
        default: return false
        }
    }
}
