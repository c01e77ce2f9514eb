import Dispatch
import GlusterRPC
import Host
import Synchronization

/// Who works on the bricks of one volume: a link to each that is needed, a watch on each that is chosen, and the look at
/// what waits for heal. Replaces those whose brick's graph is another now.
struct BrickCrew {
    /// To the chosen bricks, and to the others of their sets: only together can they tell who is behind.
    private(set) var links: [String: BrickLink] = [:]
    private(set) var watches: [String: BrickWatch] = [:]
    /// The bricks of this node, as of the last description.
    private(set) var local: [String]?
    /// By set.
    private var heals: [String: HealWatch] = [:]
    private let desk = HealDesk()
    private let limits: SetLook.Limits

    private let volume: String
    private let list: WatchList
    private let hub: Hub
    private let volumeHandle: @Sendable () -> Handle?
    private let begun = ContinuousClock.now
    /// Nodes whose glusterd is silent: to greet one takes a second.
    private var silent: [String: BackOff] = [:]
    private static let patience = BackOff(first: .seconds(2), limit: .seconds(10))

    init(_ volume: String, _ list: WatchList, hub: Hub, volumeHandle: @escaping @Sendable () -> Handle?) {
        self.volume = volume
        self.list = list
        self.hub = hub
        self.volumeHandle = volumeHandle
        limits = SetLook.Limits(entries: Int(list.healEntries))
    }

    /// Tells the daemon what the volume is made of, and follows it.
    ///
    /// - Returns: False when a host's name could not be resolved, so that its bricks may be missing.
    mutating func follow(_ description: VolumeSession.Description, local: [String]?) -> Bool {
        self.local = local
        let choices = description.graph.bricks.map { ($0, list.bricks.includes($0, local: local)) }
        // A brick that was chosen before stays so while the resolver fails.
        let chosen = Set(
            choices.filter { brick, isIncluded in isIncluded ?? (watches[brick.name] != nil) }.map(\.0.name)
        )
        let names = description.graph.bricks.map(\.name).filter { chosen.contains($0) }
        hub.send(.graph(description.graph, watched: names))
        let sets = description.graph.subvolumes.filter { set in set.bricks.contains { chosen.contains($0.name) } }
        link(sets.flatMap(\.bricks), description.volfile)
        lookAfter(sets.filter { $0.kind != .distribute })
        watch(names)
        return choices.allSatisfy { $0.1 != nil }
    }

    /// Which bricks are reached by themselves, for a volume whose own graph does not say it; without a port none is
    /// asked. A node whose glusterd, at this port, is silent has none: it would have to say where they are, and to open
    /// one there would take minutes.
    mutating func reached(_ graph: VolumeGraph, port: UInt16?) -> [String: Bool] {
        let awake = greet(Set(graph.bricks.filter { links[$0.name]?.isOpen == false }.map(\.host)), port)
        var states: [String: Bool] = [:]
        for brick in graph.bricks {
            guard let link = links[brick.name] else { continue }
            states[brick.name] = (link.isOpen || awake.contains(brick.host)) && link.isReached(as: brick.client)
        }
        return states
    }

    /// Those whose glusterd answers, all asked at the same time; one that was silent is asked more rarely.
    private mutating func greet(_ hosts: Set<String>, _ port: UInt16?) -> Set<String> {
        guard let port else { return [] }
        let due = hosts.filter { silent[$0]?.isDue() ?? true }.sorted()
        let answers = Mutex<Set<String>>([])
        DispatchQueue.concurrentPerform(iterations: due.count) { index in
            guard (try? Glusterd.greet(host: due[index], port: port)) != nil else { return }
            answers.withLock { _ = $0.insert(due[index]) }
        }
        let awake = answers.withLock { $0 }
        for host in due where !awake.contains(host) { silent[host, default: Self.patience].failed() }
        for host in awake { silent[host] = nil }
        return awake
    }

    func abandon() {
        for heal in heals.values { heal.abandon() }
        for watch in watches.values { watch.abandon() }
    }

    private mutating func link(_ bricks: [Brick], _ volfile: Volfile) {
        var links: [String: BrickLink] = [:]
        for brick in bricks {
            guard let text = volfile.brick(brick.client, pingTimeout: Int(list.pingTimeout)) else { continue }
            if let link = self.links[brick.name], link.volfile == text {
                links[brick.name] = link
            } else {
                let hold = Duration.seconds(list.holds[.brick(volume: volume, brick: brick.name)] ?? 0)
                let left = max(.zero, hold - (.now - begun))
                links[brick.name] = BrickLink(brick.name, of: volume, volfile: text, hub: hub, hold: left)
            }
        }
        self.links = links
    }

    private mutating func watch(_ names: [String]) {
        let old = watches
        watches = [:]
        for name in names {
            guard let link = links[name] else { continue }
            if let watch = old[name], watch.link === link {
                watches[name] = watch
            } else {
                watches[name] = try? BrickWatch(name, of: volume, link: link, hub: hub) { [desk] pending, round in
                    desk[name]?.noticed(pending, in: name, round: round)
                }
            }
        }
        for (name, watch) in old where watches[name] !== watch { watch.abandon() }
    }

    /// Has the sets looked at in which something waits. A set with another brick in it is another set.
    private mutating func lookAfter(_ sets: [Subvolume]) {
        let old = heals
        heals = [:]
        for set in sets where limits.entries > 0 {
            let links = set.bricks.compactMap { self.links[$0.name] }
            guard links.count == set.bricks.count else { continue }
            if let heal = old[set.name], heal.set.subvolume == set, heal.set.links.elementsEqual(links, by: ===) {
                heals[set.name] = heal
            } else {
                let linked = LinkedSet(subvolume: set, links: links, volume: volumeHandle)
                heals[set.name] = HealWatch(linked, of: volume, limits, hub: hub)
            }
        }
        for (name, heal) in old where heals[name] !== heal { heal.abandon() }
        desk.seat(heals.values)
    }
}

/// Which look a brick's watch has to tell of what waits.
private final class HealDesk: Sendable {
    private let heals = Mutex<[String: HealWatch]>([:])

    subscript(brick: String) -> HealWatch? { heals.withLock { $0[brick] } }

    func seat(_ watches: some Sequence<HealWatch>) {
        let seats = watches.flatMap { watch in watch.set.subvolume.bricks.map { ($0.name, watch) } }
        heals.withLock { $0 = Dictionary(seats) { first, _ in first } }
    }
}
