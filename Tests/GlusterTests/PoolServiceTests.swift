import Gluster
import Testing

@Suite("Services of a volume")
struct PoolServiceTests {
    private var state = PoolState(
        node: "n",
        operatingVersion: 1,
        services: ["bitd": true, "scrub": false, "quotad": false]
    )
    private var volume = PoolVolume(name: "v", layout: "distributed-replicate")

    init() {
        volume.runsSelfHealDaemon = false
        volume.runsSnapshotDaemon = false
        volume.bricks = [PoolBrick(host: "h", path: "/b", local: PoolBrick.Local(isStarted: true, port: 1))]
    }

    @Test("run where glusterd has set them up, for a layout that heals and unless an option stops it")
    mutating func selfHeal() {
        #expect(state.services(of: volume) == [.selfHeal: false])
        volume.runsSelfHealDaemon = true
        #expect(state.services(of: volume) == [.selfHeal: true])
        volume.runsSelfHealDaemon = nil
        #expect(state.services(of: volume) == [:])
        volume.runsSelfHealDaemon = false
        volume.options = ["cluster.self-heal-daemon": "off", "cluster.disperse-self-heal-daemon": "off"]
        #expect(state.services(of: volume) == [:])
        volume.options = ["cluster.self-heal-daemon": "Enable", "cluster.disperse-self-heal-daemon": "off"]
        #expect(state.services(of: volume) == [.selfHeal: false])
        volume.layout = "disperse"
        #expect(state.services(of: volume) == [:])
        volume.layout = "distribute"
        volume.options = [:]
        #expect(state.services(of: volume) == [:])
    }

    @Test("run where their options ask for them")
    mutating func options() {
        volume.layout = "distribute"
        volume.options = [
            "features.uss": "enable", "features.quota": "on", "features.bitrot": "1", "features.scrub": "Active",
        ]
        #expect(state.services(of: volume) == [.snapshot: false, .quota: false, .bitrot: true, .scrub: false])
        volume.options["features.scrub"] = "pause"
        #expect(state.services(of: volume)[.scrub] == nil)
        volume.options = ["features.uss": "disable", "features.quota": "off", "features.scrub": "Active"]
        #expect(state.services(of: volume) == [:])
    }

    @Test("do not run for a volume that is stopped, nor, but for snapshots and heals, without a brick on this node")
    mutating func elsewhere() {
        volume.options = ["features.uss": "on", "features.quota": "on", "features.bitrot": "on"]
        volume.bricks = [PoolBrick(host: "g", path: "/b")]
        #expect(state.services(of: volume) == [.selfHeal: false, .snapshot: false])
        volume.isStarted = false
        #expect(state.services(of: volume) == [:])
    }

    @Test("are not told where glusterd does not know them")
    mutating func unknown() {
        state.services = [:]
        volume.options = ["features.quota": "on"]
        #expect(state.services(of: volume) == [.selfHeal: false])
    }
}
