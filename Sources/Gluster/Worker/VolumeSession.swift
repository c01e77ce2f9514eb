import CLinux
import Glibc
import GlusterRPC
import Host

/// The handle of one volume: opened when glusterd is awake, again after it has failed for long, with back-off.
struct VolumeSession {
    struct Description {
        var volfile: Volfile
        var graph: VolumeGraph
    }

    /// Why there is no handle.
    private(set) var failure = SystemError("open", code: ETIMEDOUT)
    private(set) var graph: VolumeGraph?
    var capacity = Capacity(size: 0, free: 0, available: 0, inodes: 0, inodesFree: 0)

    private let target: VolumeTarget
    private let list: WatchList
    private let hub: Hub
    private var open: Handle?
    private var text: [UInt8] = []
    private var backOff: BackOff
    private var reopening = BackOff(limit: .seconds(3600))
    private var failingSince: ContinuousClock.Instant?
    private var revival = Revival()
    /// The last description of this handle: with other translators it has got another graph.
    private var built: Volfile?

    init(_ target: VolumeTarget, _ list: WatchList, hub: Hub, hold: Duration) {
        self.target = target
        self.list = list
        self.hub = hub
        backOff = BackOff(holding: hold)
    }

    /// The handle, opened if need be; nil while that is not possible: ``failure`` says why.
    mutating func handle() -> Handle? {
        if let open, !isWorn { return open }
        guard backOff.isDue() else { return open }
        do throws(SystemError) {
            try greet()
            let target = target
            let pingTimeout = list.pingTimeout
            let handle = try hub.open(.volume(target.name)) { () throws(SystemError) in
                try Handle(target, pingTimeout: pingTimeout)
            }
            if open != nil { hub.abandon() }
            open = handle
            text = []  // Told again: its bricks get the time to connect.
            built = nil
            revival.opened()
            failingSince = nil
            backOff.succeeded()
        } catch {
            failure = error
            if error.operation == "open" { backOff.failed() }  // Only an open that failed leaves something behind.
        }
        return open
    }

    /// The volume's description, when it is another than at the last look.
    mutating func description(_ handle: Handle) -> Description? {
        guard let text = try? handle.volfile(), text != self.text else { return nil }
        guard let volfile = try? Volfile.parse(text) else { return nil }
        self.text = text
        if let built, !built.hasGraph(of: volfile) { hub.abandon() }
        built = volfile
        let graph = volfile.graph(of: target.name)
        self.graph = graph
        return Description(volfile: volfile, graph: graph)
    }

    /// Makes the next look give the description again: something of it could not be followed.
    mutating func forgetDescription() {
        text = []
    }

    mutating func answered(_ failure: SystemError?) {
        failingSince = failure == nil ? nil : failingSince ?? .now
        if failure == nil { reopening.succeeded() }
    }

    /// Notes whether the graph has come to life (``Handle/isActive``); it is dead when there are bricks all the same.
    /// `reached`: which bricks are there; empty when nobody knows.
    mutating func noted(isActive: Bool, _ reached: [String: Bool]) {
        revival.noted(isActive: isActive, reached)
    }

    func abandon() {
        if open != nil { hub.abandon() }
    }

    /// Whether another handle may do better: for a graph that is dead; and after a minute of failures, as perhaps the
    /// volume was made anew under the same name, with other credentials.
    private var isWorn: Bool {
        mutating get {
            if !target.isStopped, revival.isDue(mayTry: hub.mayReopen) { return true }
            guard let failingSince, .now - failingSince > .seconds(60), reopening.isDue(), hub.mayReopen() else {
                return false
            }
            reopening.failed()
            return true
        }
    }

    /// Makes sure that glusterd answers: opening against a silent one would never return.
    private func greet() throws(SystemError) {
        do throws(RPCError) {
            try Glusterd.greet(host: target.host, port: target.port)
        } catch {
            if case .errno(_, let code) = error { throw SystemError("greet", code: code) }
            throw SystemError("greet", code: EPROTO)
        }
    }
}

extension BrickChoice {
    /// Whether the brick is meant; nil while its host's name cannot be resolved. Where glusterd has not said which bricks
    /// are `local`, the resolver is asked, which may block.
    func includes(_ brick: Brick, local: [String]?) -> Bool? {
        switch self {
        case .none: return false
        case .all: return true
        case .local:
            if let local { return local.contains(brick.name) }
            let code = unsafe clinux_is_local_host(brick.host)
            return code == 0 ? true : code == EADDRNOTAVAIL ? false : nil
        }
    }
}

let notConnected = ENOTCONN
let timedOut = ETIMEDOUT
/// A reply that says something else than asked for.
let badMessage = EBADMSG
/// A brick without an index: no replica or disperse set.
let noIndex = ENOENT
