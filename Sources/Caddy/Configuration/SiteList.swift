/// The sites of all HTTP servers.
struct SiteList {
    private(set) var sites: [CaddySite] = []
    private(set) var hasUpstreams = false

    /// - Parameter app: `apps.http`.
    init(_ app: ConfigurationValue) {
        for (key, server) in app["servers"].members {
            var sites = ServerSites(server)
            sites.follow(server)
            hasUpstreams = hasUpstreams || sites.hasUpstreams
            self.sites += sites.sites(nameless: server["listen"].strings.first ?? key)
        }
        distinguish { site, address in address.port.map { "\(site.bracketed):\($0)" } }
        distinguish { site, _ in "\(site.name) (\(site.listen.first ?? ""))" }
    }

    /// Gives sites of one name other ones.
    private mutating func distinguish(_ name: (CaddySite, CaddyListenAddress) -> String?) {
        let count = Dictionary(grouping: sites, by: \.name).mapValues(\.count)
        for index in sites.indices where count[sites[index].name, default: 0] > 1 {
            guard let address = sites[index].listen.first.flatMap(CaddyListenAddress.init) else { continue }
            sites[index].name = name(sites[index], address) ?? sites[index].name
        }
    }
}

extension CaddySite {
    fileprivate var bracketed: String { name.contains(":") ? "[\(name)]" : name }
}

/// The sites of one server in the making: routes with the same first host are one.
private struct ServerSites {
    private struct Site {
        var hosts: [String] = []
        var knownHosts: Set<String> = []
        var walk: RouteWalk
        var scope = RootScope()
    }

    private var sites: [Site] = []
    /// By the first host; the empty one stands for all routes without hosts.
    private var places: [String: Int] = [:]
    private let listen: [String]
    private let namedRoutes: ConfigurationValue

    init(_ server: ConfigurationValue) {
        listen = server["listen"].strings
        namedRoutes = server["named_routes"]
    }

    var hasUpstreams: Bool { sites.contains { $0.walk.hasUpstreams } }

    mutating func follow(_ server: ConfigurationValue) {
        var flow = RouteFlow(RootScope())
        for route in server["routes"].elements {
            let place = place(of: route)
            sites[place].scope = sites[place].walk.follow(route: route, flow.enter(route))
            flow.leave(route, with: sites[place].scope)
        }
        // A request that failed keeps the variables that it had.
        for route in server["errors"]["routes"].elements {
            let place = place(of: route)
            _ = sites[place].walk.follow(route: route, sites[place].scope)
        }
    }

    func sites(nameless: String) -> [CaddySite] {
        sites.map { site in
            CaddySite(name: site.hosts.first ?? nameless, hosts: site.hosts, listen: listen, roots: site.walk.roots)
        }
    }

    private mutating func place(of route: ConfigurationValue) -> Int {
        let hosts = route["match"].elements.flatMap { $0["host"].strings }.map { $0.lowercased() }
        let place = places[hosts.first ?? ""] ?? sites.count
        if place == sites.count {
            places[hosts.first ?? ""] = place
            sites.append(Site(walk: RouteWalk(namedRoutes: namedRoutes)))
        }
        for host in hosts where sites[place].knownHosts.insert(host).inserted { sites[place].hosts.append(host) }
        return place
    }
}
