import Host

/// A running Gluster daemon of some node, as its command line tells: a brick's or the self-heal one.
///
/// Several nodes may run on one machine (our lab is one): `node` tells whose it is.
struct GlusterProcess: Sendable, Hashable {
    enum Role: Sendable, Hashable {
        /// Was started for this brick (`--brick-name`). With brick multiplexing others may have been attached to it since,
        /// and this one detached: `--brick-mux` only says whether multiplexing was on when it started.
        case brick(path: String)
        case selfHeal
    }

    var identity: ProcessIdentity
    var role: Role
    /// The path of its local socket (`-S`).
    var socket: String
    /// The node's UUID (`glusterd-uuid` of a brick, `node-uuid` of the self-heal daemon).
    var node: String

    /// Parses `/proc/PID/cmdline`: arguments with a NUL behind each. Nil for whatever is neither of the two.
    static func parse(_ commandLine: [UInt8], _ identity: ProcessIdentity) -> GlusterProcess? {
        let words = commandLine.split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let program = words[0].split(separator: "/").last ?? ""
        guard program == "glusterfsd" || program == "glusterfs" else { return nil }

        let options = Options(words.dropFirst())
        guard let socket = options["-S"] ?? options["--socket-file"], socket.hasPrefix("/") else { return nil }
        switch options["--process-name"] {
        case "brick":
            guard let path = options["--brick-name"], let node = options.translator("glusterd-uuid") else { return nil }
            return GlusterProcess(identity: identity, role: .brick(path: path), socket: socket, node: node)
        case "glustershd":
            guard let node = options.translator("node-uuid") else { return nil }
            return GlusterProcess(identity: identity, role: .selfHeal, socket: socket, node: node)
        default: return nil
        }
    }
}

/// The options of a command line, as glusterd writes it: a name and a value, or `--name=value`.
private struct Options {
    private var values: [String: String] = [:]
    private var translators: [String] = []

    private static let valued: Set = [
        "-s", "--volfile-server", "--volfile-id", "-p", "--pid-file", "-S", "--socket-file", "--brick-name", "-l",
        "--log-file", "--xlator-option", "--process-name", "--brick-port", "-L", "--log-level", "-f", "--volfile",
    ]

    init(_ words: some Sequence<String>) {
        var words = words.makeIterator()
        while let word = words.next() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if Self.valued.contains(word) {
                guard let value = words.next() else { return }
                set(word, value)
            } else if parts.count == 2, Self.valued.contains(parts[0]) {
                set(parts[0], parts[1])
            }
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        if name == "--xlator-option" { translators.append(value) } else { values[name] = value }
    }

    subscript(name: String) -> String? { values[name] }

    /// The value of `--xlator-option PATTERN.NAME=VALUE`.
    func translator(_ name: String) -> String? {
        for option in translators {
            let parts = option.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0].hasSuffix(".\(name)") { return String(parts[1]) }
        }
        return nil
    }
}
