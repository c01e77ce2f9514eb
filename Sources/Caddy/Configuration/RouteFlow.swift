/// What a request carries from route to route of one list.
///
/// Of neighbours in one group only the first that matches is taken: the others begin with what was before the group.
struct RouteFlow {
    /// What holds behind the routes so far.
    private(set) var scope: RootScope
    private var group: String?
    private var before = RootScope()
    /// What the taken one of the group may have left behind.
    private var taken: RootScope?

    init(_ scope: RootScope) {
        self.scope = scope
    }

    /// What holds where the next route begins.
    mutating func enter(_ route: ConfigurationValue) -> RootScope {
        let name = route["group"].string ?? ""
        if name.isEmpty || name != group {
            group = name.isEmpty ? nil : name
            before = scope
            taken = nil
        }
        return before
    }

    /// Goes on behind the route, which leaves `scope` to the requests that it matched.
    mutating func leave(_ route: ConfigurationValue, with scope: RootScope) {
        let isCertain = route["match"].elements.isEmpty
        if isCertain || !route["terminal"].isTrue { taken = taken?.merged(with: scope) ?? scope }
        self.scope = isCertain ? taken ?? before : taken.map { before.merged(with: $0) } ?? before
    }
}
