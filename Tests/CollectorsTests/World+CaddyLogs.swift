import Caddy

extension [CaddyLogState] {
    static let recorded: [CaddyLogState] = []
}
