/// Which site a request or a file belongs to, by a Caddy's configuration. It knows no name but those of the sites, and
/// `other`.
public struct SiteNames: Sendable, Hashable {
    static let other = "other"

    private struct Site: Hashable {
        var name: String
        var ports: Set<String>
    }

    private var all: Set<String> = [Self.other]
    private var exact: [String: [Site]] = [:]
    /// By their labels, of which `*` stands for any one.
    private var wildcards: [Wildcard] = []
    /// Those that take any host.
    private var open: [Site] = []
    private var roots: [String: Set<String>] = [:]

    private struct Wildcard: Hashable {
        var labels: [Substring]
        var site: Site
    }

    public init(_ sites: [CaddySite] = []) {
        for site in sites {
            all.insert(site.name)
            let entry = Site(name: site.name, ports: Set(site.listen.compactMap { Self.split($0).port }))
            if site.hosts.isEmpty { open.append(entry) }
            for host in site.hosts.map({ Self.split($0.lowercased()).name }) {
                if host.contains("*") {
                    wildcards.append(Wildcard(labels: Self.labels(host), site: entry))
                } else {
                    exact[host, default: []].append(entry)
                }
            }
            for case .path(let root) in site.roots { roots[Self.trimmed(root), default: []].insert(site.name) }
        }
    }

    /// Whether entries are counted under this name.
    func contains(_ name: String) -> Bool { all.contains(name) }

    /// The site that answers to the host of a request (`Files.example.com:8443`, `[::1]`), by the order in which Caddy
    /// goes: exact names, wildcards, and a site for everything else. Where several are left, the port tells.
    func site(host: String) -> String {
        let (name, port) = Self.split(host.lowercased())
        if let sites = exact[name] { return Self.only(sites, port) ?? sites[0].name }
        let labels = Self.labels(name)
        let matching = wildcards.filter { wildcard in
            wildcard.labels.count == labels.count
                && zip(wildcard.labels, labels).allSatisfy { $0 == "*" || $0 == $1 }
        }
        if let first = matching.first { return Self.only(matching.map(\.site), port) ?? first.site.name }
        return Self.only(open, port) ?? Self.other
    }

    /// The site that serves the file: the only one with the deepest root above it.
    func site(path: String) -> String {
        var path = Self.trimmed(path)[...]
        while true {
            if let names = roots[String(path)] { return names.count == 1 ? names.first ?? Self.other : Self.other }
            guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return Self.other }
            path = slash == path.startIndex ? "/" : path[..<slash]
        }
    }

    private static func only(_ sites: [Site], _ port: String?) -> String? {
        if Set(sites.map(\.name)).count == 1 { return sites.first?.name }
        let listening = Set(sites.filter { site in port.map(site.ports.contains) ?? false }.map(\.name))
        return listening.count == 1 ? listening.first : nil
    }

    /// `[::1]:80` → `::1` and `80`; an IPv6 address without brackets is all name.
    private static func split(_ host: String) -> (name: String, port: String?) {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            return (String(host[..<end].dropFirst()), rest.hasPrefix(":") ? String(rest.dropFirst()) : nil)
        }
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : (host, nil)
    }

    private static func labels(_ name: String) -> [Substring] {
        name.split(separator: ".", omittingEmptySubsequences: false)
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
