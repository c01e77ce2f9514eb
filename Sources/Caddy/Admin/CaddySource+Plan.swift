import Host

extension CaddySource {
    /// What would be watched with these settings, in words.
    public static func plan(_ settings: Settings) async -> [String] {
        var settings = settings
        settings.looksBeforeShown = 1
        let source = CaddySource(settings, onEvent: { _ in })
        let states = await source.observe()
        let strangers = await source.register.strangers.map { "caddy: \($0.disbelief)" }
        let lines = states.map(line) + strangers
        return lines.isEmpty ? ["caddy: no process found, and no address configured"] : lines
    }

    private static func line(_ state: CaddyState) -> String {
        let process = state.instance.process.map {
            " (process \($0.identity.pid)\($0.unit.map { ", \($0)" } ?? ""))"
        }
        let sites = state.instance.configuration?.sites.map(\.name).joined(separator: ", ") ?? ""
        let start = "caddy: \(state.instance.name)\(process ?? "")"
        if case .failure(let error) = state.answer { return "\(start): \(error)" }
        return "\(start), sites: \(sites.isEmpty ? "none" : sites)"
    }
}
