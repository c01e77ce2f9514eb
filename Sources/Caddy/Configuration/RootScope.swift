/// What a request may have in `{http.vars.root}` and `{http.vars.fs}` at a place of the configuration.
struct RootScope {
    private static let placeholder = "{http.vars.root}"
    /// More than that in one place is no configuration that somebody wrote.
    private static let limit = 64
    /// In bytes; no path is longer.
    private static let longest = 4096

    /// Each value that a `vars` on the way may have given it. Where none has, files come from the current directory.
    private var roots = ["."]
    /// Whether files are read from elsewhere than the system's own file system.
    private(set) var isForeign = false

    /// What a `vars` handler leaves behind.
    mutating func take(_ vars: ConfigurationValue) {
        if let root = vars["root"].string { roots = expand(root) }
        if let name = vars["fs"].string { isForeign = isForeign(name) }
    }

    /// Either this or the other one.
    func merged(with other: RootScope) -> RootScope {
        var merged = self
        for root in other.roots where !merged.roots.contains(root) && merged.roots.count < Self.limit {
            merged.roots.append(root)
        }
        merged.isForeign = isForeign && other.isForeign
        return merged
    }

    /// A root as it is written, with the variable filled in, unless that would be longer than any path.
    func expand(_ root: String) -> [String] {
        guard root.contains(Self.placeholder) else { return [root] }
        let parts = root.split(separator: Self.placeholder, omittingEmptySubsequences: false)
        let own = parts.reduce(0) { $0 + $1.utf8.count }
        var expanded: [String] = []
        for value in roots {
            let isTooLong = own + (parts.count - 1) * value.utf8.count > Self.longest
            let text = isTooLong ? root : parts.joined(separator: value)
            if !expanded.contains(text) { expanded.append(text) }
        }
        return expanded
    }

    /// The same where `root` may be missing.
    func expand(_ root: String?) -> [String] {
        expand(root.flatMap { $0.isEmpty ? nil : $0 } ?? Self.placeholder)
    }

    /// Whether a module that names this file system, or none, reads from elsewhere.
    func isForeign(_ name: String?) -> Bool {
        switch name {
        case nil, "", "{http.vars.fs}": isForeign
        case "default": false
        default: true
        }
    }
}
