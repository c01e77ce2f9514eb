import Fetch
import Glibc
import Host

/// Where the admin API of a process may be, the likeliest place first.
struct AdminSearch: Sendable {
    struct Candidate: Sendable, Hashable {
        var address: AdminAddress
        var origins: [String] = []
        /// Nothing says that it is an admin API: what answers there must show a configuration first.
        var isGuess = false
    }

    enum Outcome: Sendable, Hashable {
        /// `isBlind`: where it listens cannot be seen, so it may be elsewhere.
        case candidates([Candidate], isBlind: Bool = false)
        /// Asking is no use: why, in a sentence.
        case nowhere(CaddyError)
    }

    /// Where an admin API is by itself, and where people put it.
    static let usual: [AdminAddress] =
        [.standard]
        + ["/run/caddy/admin.sock", "/run/caddy/admin.socket", "/var/run/caddy/admin.sock", "/run/caddy-admin.sock"]
        .map { AdminAddress(.unix(path: $0)) }

    var root = "/proc"
    var user: UInt32 = geteuid()
    var caddyUser: UInt32?
    var usual = AdminSearch.usual

    /// Reads the files that the process names: may block for as long as their file systems do. `known` is where it was
    /// found before.
    func look(for caddy: FoundCaddy, known: AdminAddress? = nil) -> Outcome {
        let pid = caddy.process.identity.pid
        let name = caddy.process.words
        guard caddy.isBelieved else { return .nowhere(caddy.process.disbelief) }
        var candidates = known.map { [Candidate(address: $0)] } ?? []
        switch started(caddy) {
        case .off:
            let file = caddy.command.configuration ?? "the configuration"
            return .nowhere(CaddyError(.refused, "the admin API of \(name) is off in \(file)"))
        case .address(let address, let origins): candidates.append(Candidate(address: address, origins: origins))
        case .silent, .unclear:
            if let address = environment(pid)["CADDY_ADMIN"].flatMap({ AdminAddress($0) }) {
                candidates.append(Candidate(address: address))
            }
        }
        let table = SocketTable(root: root)
        let listeners = table.listeners(of: pid, root: root)
        if let listeners {
            candidates += usual.map { Candidate(address: $0) }
            candidates = candidates.filter { candidate in listeners.contains { $0.serves(candidate.address) } }
            candidates += guesses(listeners)
            if candidates.isEmpty {
                let text = "\(name) listens nowhere in this network namespace where an admin API could be"
                return .nowhere(CaddyError(.missing, text))
            }
        } else {
            let named = candidates.filter { isBelieved($0.address, table) ?? true }
            let usual = usual.filter { isBelieved($0, table) ?? false }.map { Candidate(address: $0) }
            if let taken = candidates.first, named.isEmpty, usual.isEmpty {
                let text = "\(taken.address), where \(name) should be, is another user's"
                return .nowhere(CaddyError(.permission, text))
            }
            candidates = named + usual
        }
        var seen: Set<AdminAddress> = []
        return .candidates(candidates.filter { seen.insert($0.address).inserted }, isBlind: listeners == nil)
    }

    /// Loopback addresses and sockets that the process listens at, whatever for.
    private func guesses(_ listeners: [SocketTable.Listener]) -> [Candidate] {
        listeners.compactMap { listener in
            switch listener.place {
            case .unix(let path): AdminAddress("unix/\(path)")
            case .tcp(let bytes, let port) where listener.isLoopback:
                AdminAddress(.tcp(host: Self.text(bytes), port: port))
            case .tcp: nil
            }
        }
        .map { Candidate(address: $0, isGuess: true) }
    }

    private static func text(_ loopback: [UInt8]) -> String {
        loopback.count == 4 ? loopback.map { String($0) }.joined(separator: ".") : "::1"
    }

    /// Whether nobody whom we do not believe listens there; nil for a socket that cannot be seen, and so not be used.
    private func isBelieved(_ address: AdminAddress, _ table: SocketTable) -> Bool? {
        guard case .unix(let path) = address.place else {
            let place = AdminAddress(address.endpoint)
            return table.listeners.filter { $0.serves(place) }.allSatisfy { isBelieved($0.user) }
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return isBelieved(status.st_uid)
    }

    private func isBelieved(_ owner: UInt32?) -> Bool {
        guard let owner else { return true }
        return owner == 0 || owner == user || owner == caddyUser
    }

    /// The configuration that it was started with: a file, or the `Caddyfile` where it was started.
    private func started(_ caddy: FoundCaddy) -> StartConfiguration {
        guard !caddy.command.resumes else { return .unclear }
        let name = caddy.command.configuration ?? "Caddyfile"
        guard name != "-" else { return .unclear }
        let directory = caddy.process.workingDirectory
        guard let path = name.hasPrefix("/") ? name : directory.map({ "\($0)/\(name)" }) else { return .unclear }
        let own = "\(root)/\(caddy.process.identity.pid)/root"
        guard let content = readRegularFile(readLink(own) == nil ? path : own + path, limit: 1 << 20) else {
            return .unclear
        }
        let file = path.split(separator: "/").last ?? ""
        let isCaddyfile = file.hasPrefix("Caddyfile") || file.hasSuffix(".caddyfile")
        switch caddy.command.adapter ?? (isCaddyfile ? "caddyfile" : "") {
        case "caddyfile": return .caddyfile(content)
        case "": return .json(content)
        default: return .unclear
        }
    }

    private func environment(_ pid: Int32) -> [String: String] {
        let pairs = readFile("\(root)/\(pid)/environ").split(separator: 0).compactMap { entry -> (String, String)? in
            let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
        }
        return Dictionary(pairs) { $1 }
    }
}
