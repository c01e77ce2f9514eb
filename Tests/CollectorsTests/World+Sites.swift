import Probe

extension [SiteState] {
    static let recorded: [SiteState] = []
}
