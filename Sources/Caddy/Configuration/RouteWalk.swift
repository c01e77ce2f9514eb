/// Follows a site's routes as a request would, and notes where files are read.
struct RouteWalk {
    private(set) var roots: [SiteRoot] = []
    private(set) var hasUpstreams = false
    private var seen: Set<SiteRoot> = []
    private let namedRoutes: ConfigurationValue
    /// Each is followed once: they may name each other.
    private var invoked: Set<String> = []
    /// How many handlers lead to the present one: each takes some of the stack.
    private var depth = 0
    private static let maximumDepth = 128

    init(namedRoutes: ConfigurationValue) {
        self.namedRoutes = namedRoutes
    }

    /// What holds behind the routes.
    mutating func follow(_ routes: ConfigurationValue, _ scope: RootScope) -> RootScope {
        var flow = RouteFlow(scope)
        for route in routes.elements { flow.leave(route, with: follow(route: route, flow.enter(route))) }
        return flow.scope
    }

    /// What a route leaves behind for the requests that it matches.
    mutating func follow(route: ConfigurationValue, _ scope: RootScope) -> RootScope {
        var scope = scope
        route["match"].elements.forEach { use(matcher: $0, scope) }
        route["handle"].elements.forEach { follow(handler: $0, &scope) }
        return scope
    }

    private mutating func follow(handler: ConfigurationValue, _ scope: inout RootScope) {
        guard depth < Self.maximumDepth else { return }
        depth += 1
        defer { depth -= 1 }
        switch handler["handler"].string {
        case "vars": scope.take(handler)
        case "subroute":
            scope = follow(handler["routes"], scope)
            _ = follow(handler["errors"]["routes"], scope)
        case "invoke":
            guard let name = handler["name"].string, invoked.insert(name).inserted else { return }
            scope = follow(route: namedRoutes[name], scope)
        case "file_server":
            // Until 2.7 another file system was a module in its place.
            if handler["file_system"].isObject, handler["file_system"]["backend"].string != "file" { return }
            use(handler, scope)
        case "reverse_proxy":
            hasUpstreams = true
            if handler["transport"]["protocol"].string == "fastcgi" { use(handler["transport"], scope) }
            followResponses(of: handler, scope)
        case "intercept": followResponses(of: handler, scope)
        default: break
        }
    }

    private mutating func followResponses(of handler: ConfigurationValue, _ scope: RootScope) {
        for response in handler["handle_response"].elements { _ = follow(response["routes"], scope) }
    }

    private mutating func use(matcher: ConfigurationValue, _ scope: RootScope) {
        if matcher["file"].isObject { use(matcher["file"], scope) }
        matcher["not"].elements.forEach { use(matcher: $0, scope) }
    }

    /// Notes the root of a module that reads files.
    private mutating func use(_ module: ConfigurationValue, _ scope: RootScope) {
        guard !scope.isForeign(module["fs"].string) else { return }
        for root in scope.expand(module["root"].string) {
            let root: SiteRoot = root.hasPlaceholder ? .unresolved(root) : .path(root.isEmpty ? "." : root)
            if seen.insert(root).inserted { roots.append(root) }
        }
    }
}
