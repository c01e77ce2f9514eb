import Glibc
import Host

/// A running Caddy, and what its command line says.
///
/// **What is believed.** The number, the start, the user and the unit of any process are the kernel's words. What a
/// process says of itself (its command line, its environment, the files that these name) is believed of root's, of our
/// own user's, and of those of the user `caddy`, as which packages run it; not of others, who could have us connect to
/// any socket, or read any file, that we may and they may not. An address that nobody but convention names is asked
/// only when what listens there belongs to one of the same three. Whom the settings name is asked in any case.
struct FoundCaddy: Sendable, Hashable {
    var process: CaddyProcess
    var command: CaddyCommand

    var isBelieved: Bool { process.isBelieved }

    /// All that run now, those that are believed first, each in the order in which they began.
    static func all(root: String = "/proc", user: uid_t = geteuid(), caddyUser: UInt32?) -> [FoundCaddy] {
        ProcessTable(root: root, user: user).processes(named: "caddy", CaddyCommand.isCaddy).compactMap { running in
            CaddyCommand(running.arguments).map { command in
                let isBelieved = running.users.allSatisfy { $0 == 0 || $0 == user || $0 == caddyUser }
                return FoundCaddy(
                    process: CaddyProcess(running, root: root, isBelieved: isBelieved),
                    command: command
                )
            }
        }
        .sorted { $0.rank < $1.rank }
    }

    private var rank: (Int, UInt64, Int32) {
        (isBelieved ? 0 : 1, process.identity.start, process.identity.pid)
    }
}

extension CaddyProcess {
    init(_ running: RunningProcess, root: String, isBelieved: Bool) {
        let directory = "\(root)/\(running.identity.pid)"
        self.init(
            identity: running.identity,
            user: running.users.dropFirst().first ?? UInt32.max,
            startTime: running.identity.startTime(proc: root) ?? 0,
            unit: Self.unit(readFile("\(directory)/cgroup")),
            workingDirectory: isBelieved ? readLink("\(directory)/cwd") : nil,
            standardError: isBelieved ? readLink("\(directory)/fd/2") : nil,
            isBelieved: isBelieved
        )
    }

    var words: String { "process \(identity.pid) of user \(Accounts().user(user))" }

    /// Why it is not asked.
    var disbelief: CaddyError {
        CaddyError(.permission, "\(words) is asked only when the settings name its admin address")
    }

    /// The unit of the system's manager: the last `.service` of the path. Those of a user's manager are none of its.
    static func unit(_ cgroup: [UInt8]) -> String? {
        for line in String(decoding: cgroup, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[1].isEmpty || fields[1] == "name=systemd" else { continue }
            let services = fields[2].split(separator: "/").filter { $0.hasSuffix(".service") }
            if let last = services.last, !services.contains(where: { $0.hasPrefix("user@") }) { return String(last) }
        }
        return nil
    }
}
