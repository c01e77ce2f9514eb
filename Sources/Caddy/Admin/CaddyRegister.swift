import Host

/// Which Caddys there are, and what came of asking them.
///
/// Found ones are named by their admin address; where nobody knows it, by their unit, or `caddy`. One whose process has
/// ended stays, as one that is down, until another has its name or an hour has passed: an alert needs something to see.
///
/// A process that is not believed is none of them, unless it listens where the settings say. Anybody may run a script
/// that is called `caddy run`; shown as a Caddy that is down, it would be an alert that nobody can answer.
struct CaddyRegister: Sendable {
    enum Key: Sendable, Hashable {
        case process(ProcessIdentity)
        case configured(AdminAddress)
    }

    struct Entry: Sendable {
        let watch: AdminWatch
        var found: FoundCaddy?
        var look: AdminWatch.Look?
        /// How often it was looked at.
        var looks = 0
        /// Where it was at any time.
        var address: AdminAddress?
        var name: String
        var goneSince: ContinuousClock.Instant?
    }

    /// More processes than anybody runs.
    private static let limit = 32

    /// Processes that are passed over, the first one of each user.
    private(set) var strangers: [CaddyProcess] = []
    private(set) var entries: [Key: Entry] = [:]
    /// Keys in the order in which their Caddys began, or were configured.
    private var order: [Key] = []
    private var settings: CaddySource.Settings
    private let now: AdminWatch.Clock

    init(_ settings: CaddySource.Settings, now: @escaping AdminWatch.Clock) {
        self.settings = settings
        self.now = now
        configure()
    }

    /// Takes up what the settings name now, and lets go of what they do not. As long as they name none, those that are
    /// found stay.
    mutating func apply(_ settings: CaddySource.Settings) {
        self.settings = settings
        for key in order where !isWanted(key) { remove(key) }
        configure()
    }

    private func isWanted(_ key: Key) -> Bool {
        switch key {
        case .process: settings.addresses.isEmpty
        case .configured(let address): settings.addresses.contains(address)
        }
    }

    private mutating func configure() {
        for address in settings.addresses where entries[.configured(address)] == nil {
            entries[.configured(address)] = Entry(
                watch: watch(address),
                address: address,
                name: address.description
            )
            order.append(.configured(address))
        }
    }

    /// Those that can be asked.
    var living: [Key] { order.filter { entries[$0]?.goneSince == nil } }

    /// Whether a process was not where it should have been.
    var missesSomeone: Bool {
        living.contains { key in
            guard case .process = key, case .failure(let error) = entries[key]?.look?.answer else { return false }
            return error.isAbsence
        }
    }

    mutating func discover(_ found: [FoundCaddy]) {
        guard settings.addresses.isEmpty else { return match(found) }
        var users: Set<UInt32> = []
        strangers = found.filter { !$0.isBelieved && users.insert($0.process.user).inserted }.map(\.process)
        let found = found.filter(\.isBelieved).prefix(Self.limit)
        for caddy in found {
            let key = Key.process(caddy.process.identity)
            if entries[key] == nil {
                order.append(key)
                entries[key] = Entry(watch: watch(nil), name: caddy.process.unit ?? "caddy")
            }
            entries[key]?.found = caddy
        }
        let running = Set(found.map { Key.process($0.process.identity) })
        for key in order where !running.contains(key) && entries[key]?.goneSince == nil { bury(key) }
        for (key, entry) in entries {
            if let since = entry.goneSince, now() - since >= settings.memory { remove(key) }
        }
    }

    /// One that was never shown is nobody's concern.
    private mutating func bury(_ key: Key) {
        guard isShown(key) else { return remove(key) }
        entries[key]?.goneSince = now()
        entries[key]?.found = nil
        let error = CaddyError(.missing, "the process has ended")
        entries[key]?.look?.answer = .failure(error)  // Its metrics, which may be many, are of no use.
    }

    private mutating func remove(_ key: Key) {
        entries[key] = nil
        order.removeAll { $0 == key }
    }

    /// Says which process is behind each configured address: the one that listens there, or the only one.
    private mutating func match(_ found: [FoundCaddy]) {
        let table = SocketTable(root: settings.procRoot)
        let listeners = found.map { table.listeners(of: $0.process.identity.pid, root: settings.procRoot) }
        for key in order {
            guard case .configured(let address) = key else { continue }
            let holder = zip(found, listeners).first { $1?.contains { $0.serves(address) } == true }?.0
            let isOnly = settings.addresses.count == 1 && found.count(where: \.isBelieved) == 1
            let only = isOnly ? zip(found, listeners).first { $0.isBelieved && $1 == nil }?.0 : nil
            entries[key]?.found = holder ?? only
        }
    }

    private func watch(_ address: AdminAddress?) -> AdminWatch {
        let search = AdminSearch(
            root: settings.procRoot,
            user: settings.user,
            caddyUser: settings.caddyUser,
            usual: settings.usual
        )
        return AdminWatch(configured: address, now: now) { search.look(for: $0, known: $1) }
    }

    mutating func note(_ look: AdminWatch.Look, of key: Key) {
        entries[key]?.look = look
        entries[key]?.looks += 1
        if let address = look.address { entries[key]?.address = address }
    }

    /// No answer came in time.
    mutating func noteSilence(of key: Key) {
        guard let entry = entries[key] else { return }
        entries[key]?.looks += 1
        guard entry.look?.isTimeout != true else { return }
        let address = entry.look?.address
        entries[key]?.look = AdminWatch.Look(
            address: address,
            answer: .failure(CaddyError(.timeout, "\(address?.description ?? entry.name): no whole reply in time")),
            configuration: entry.look?.configuration
        )
    }

    /// Those that have a place, then those that have none at present: they must not take another's name.
    private var shown: [Key] {
        let shown = living.filter(isShown)
        return shown.filter { entries[$0]?.look?.address != nil } + shown.filter { entries[$0]?.look?.address == nil }
    }

    /// One that starts does not listen yet: it is not shown by a name that it has for a moment only.
    private func isShown(_ key: Key) -> Bool {
        guard let entry = entries[key], entry.look != nil else { return false }
        return entry.address != nil || entry.looks >= settings.looksBeforeShown
    }

    /// Gives names, and forgets those of whose name there is another. When `isWhole`, the metrics count: one that was
    /// asked for its configuration only did not answer in time.
    mutating func states(isWhole: Bool = true) -> [CaddyState] {
        var states: [String: CaddyState] = [:]
        for key in shown {
            guard let entry = entries[key], let look = entry.look else { continue }
            let process = entry.found?.process
            let plain = process?.unit ?? "caddy"
            var name = (look.address ?? entry.address)?.description ?? plain
            var answer = look.answer
            if isWhole, !look.isWhole, case .success = answer {
                answer = .failure(CaddyError(.timeout, "\(name): no whole reply in time"))
            }
            let isTaken = states[name] != nil && name != plain
            if isTaken {
                if look.address != nil {
                    // Another one answers there, or would: this one must be elsewhere.
                    let pid = process.map { "process \($0.identity.pid)" } ?? name
                    let text = "\(pid): only root, or who has CAP_SYS_PTRACE, can see where its admin API is"
                    answer = .failure(CaddyError(.permission, text))
                }
                name = plain
            }
            var number = 2
            while states[name] != nil {
                name = "\(plain)#\(number)"
                number += 1
            }
            entries[key]?.name = name
            let instance = CaddyInstance(
                name: name,
                process: process,
                configuration: isTaken ? nil : look.configuration
            )
            states[name] = CaddyState(instance, answer)
        }
        for key in order.reversed() {
            guard let entry = entries[key], entry.goneSince != nil else { continue }
            guard states[entry.name] == nil else {
                remove(key)
                continue
            }
            let error = CaddyError(.missing, "\(entry.name): the Caddy that was there has ended")
            let instance = CaddyInstance(name: entry.name, configuration: entry.look?.configuration)
            states[entry.name] = CaddyState(instance, .failure(error))
        }
        return states.values.sorted { $0.instance.name < $1.instance.name }
    }

    func configurationProblem(of name: String) -> CaddyError? {
        entries.values.first { $0.name == name && $0.goneSince == nil }?.look?.configurationProblem
    }
}
