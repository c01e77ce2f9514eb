import Host
import LogTail

extension CaddyLogs {
    typealias Plan = [(caddy: String, log: PlannedLog)]

    /// A Caddy that is known by another name now, being the same process, keeps its logs and what they told.
    func rename(_ instances: [CaddyInstance]) {
        var present: [ProcessIdentity: [String]] = [:]
        for instance in instances {
            if let process = instance.process { present[process.identity, default: []].append(instance.name) }
        }
        var names: [String: String] = [:]
        for (old, caddy) in known {
            guard let process = caddy.instance.process, let new = present[process.identity], !new.contains(old) else {
                continue
            }
            names[old] = new.first
        }
        guard !names.isEmpty else { return }
        let before = known
        known = before.filter { names[$0.key] == nil }
        for old in order {
            guard let new = names[old], let caddy = before[old] else { continue }
            if known[new] == nil { known[new] = caddy } else { known[new]?.past.add(caddy.past) }
        }
        var seen: Set<String> = []
        order = order.map { names[$0] ?? $0 }.filter { seen.insert($0).inserted }
        let named = Set(settings.sources.filter { $0.caddy != nil }.map(\.source))
        for (source, log) in watched where !named.contains(source) {
            watched[source]?.caddy = names[log.caddy] ?? log.caddy
        }
    }

    /// Every log once, with its Caddy. What the settings say of a log goes before what a configuration says, who writes
    /// it before who wrote it, and whose it was before whose it could be.
    func plan(_ present: [String]) -> Plan {
        var plan: Plan = []
        for named in settings.sources {
            let name = named.caddy ?? owner(of: named.source) ?? present.first ?? order.first { !$0.isEmpty } ?? ""
            if known[name] == nil { note(CaddyInstance(name: name)) }
            plan.append((name, PlannedLog(named.source)))
        }
        let served = Set(plan.map(\.caddy))
        let names = Set(present)
        let own = mounts(nil)
        var kept: Plan = []
        var here: Plan = []
        var gone: Plan = []
        for name in order where !name.isEmpty {
            guard let caddy = known[name] else { continue }
            for log in caddy.instance.plannedLogs(MountSpaces(caddy: caddy.mounts, own: own)) {
                // What cannot be found is what the settings have named.
                if log.isNamable && served.contains(name) { continue }
                if !names.contains(name) {
                    gone.append((name, log))
                } else if let source = log.source, watched[source]?.caddy == name {
                    kept.append((name, log))
                } else {
                    here.append((name, log))
                }
            }
        }
        var labels: Set<String> = []
        return (plan + kept + here + gone).filter { $0.log.source == nil || labels.insert($0.log.label).inserted }
    }

    /// The Caddy that has the log already.
    private func owner(of source: LogSource) -> String? {
        watched[source].map(\.caddy).flatMap { $0.isEmpty || known[$0] == nil ? nil : $0 }
    }

    func follow(_ plan: Plan) {
        for name in order { known[name]?.unreadable = [] }
        var wanted: Set<LogSource> = []
        for (name, log) in plan {
            guard let source = log.source else {
                var state = LogSourceState(source: log.label)
                state.isReadable = false
                state.problem = log.problem
                known[name]?.unreadable.append(state)
                continue
            }
            var next = watched[source] ?? start(source, log, of: name)
            if next.caddy.isEmpty { next.caddy = name }
            guard next.caddy == name else { continue }  // Once it is read to its end, what follows is the other's.
            wanted.insert(source)
            next.leftAt = nil
            next.context.sites = known[name]?.names ?? SiteNames()
            // What was written before the encoder changed is not to be trusted for it.
            if log.format == .other || next.log.progress.lagBytes == 0 { next.context.format = log.format }
            watched[source] = next
        }
        for (source, log) in watched where !wanted.contains(source) { leave(source, log) }
    }

    /// One that hangs is not given up at once: the next one that follows the log would hang, too.
    private func leave(_ source: LogSource, _ log: WatchedLog) {
        guard let leftAt = log.leftAt else {
            watched[source]?.leftAt = now()
            return
        }
        guard log.isDrained || now() - leftAt > settings.grace else { return }
        log.log.stop()
        known[log.caddy]?.past.add(log.log.tally.counts)
        watched[source] = nil
    }

    private func start(_ source: LogSource, _ log: PlannedLog, of name: String) -> WatchedLog {
        let context = LogContext(known[name]?.names ?? SiteNames(), log.format)
        let followed = following.follow(source, LogTally(context))
        return WatchedLog(label: log.label, caddy: name, context: context, log: followed)
    }
}
