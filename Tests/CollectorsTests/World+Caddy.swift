import Caddy

extension [CaddyState] {
    static let recorded: [CaddyState] = []
}
