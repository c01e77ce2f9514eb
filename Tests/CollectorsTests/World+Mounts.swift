import Glibc
import Gluster
import Host

/// The mounts of the recorded world: of each trouble one.
extension [MountState] {
    static let recorded: [MountState] = [archive, foreign, gone, media, office, photos, subdirectory]

    /// Its client was killed.
    private static let archive = MountState(
        "/mnt/archive",
        "archive",
        failure: SystemError("stat", code: ENOTCONN),
        messages: [:]
    )

    /// Only in a Caddy's mount namespace, which we may not enter; here something else is mounted there.
    private static let foreign = {
        var state = MountState("caddy:/mnt/photos", "media", failure: SystemError("stat", code: EACCES))
        state.foreignPID = 7
        state.isUp = nil
        return state
    }()

    /// Unmounted under our eyes.
    private static let gone = MountState("/mnt/gone", "scratch", failure: SystemError("mount", code: ENOENT))

    /// Hangs.
    private static let media = {
        var state = MountState("/mnt/media", "media", failure: SystemError("stat", code: ETIMEDOUT))
        state.clientVersion = "10.3"
        state.clientStart = 1_699_990_000.25
        state.messages = [.init(level: "critical", event: "ping_timeout"): 2]
        return state
    }()

    /// Answers, but its client measures nothing.
    private static let office = {
        var state = MountState("/mnt/off ice", "office")
        var client = MountClient(version: "10.3", processID: "b", graph: 0)
        client.bricks = ["node1:/bricks/office-1": .init(isConnected: true, total: nil)]
        state.client = client
        state.clientVersion = "10.3"
        return state
    }()

    private static let photos = {
        var state = MountState("/mnt/photos", "photos", device: "0:50")
        var client = MountClient(version: "10.3", processID: "a", graph: 2)
        client.operations = [
            "lookup": .init(count: 133, seconds: 0.032_837_478), "read": .init(count: 30, seconds: 0.002_931_3),
        ]
        client.bricks = [
            "node1:/bricks/photos-1": .init(isConnected: true, total: .init(count: 612, seconds: 0.25)),
            "node2:/bricks/photos-2": .init(isConnected: false, total: .init(count: 40, seconds: 1.5)),
        ]
        client.caches = ["quick_read": .init(hits: 19, misses: 1), "stat": .init(hits: 2, misses: 96)]
        state.client = client
        state.clientVersion = "10.3"
        state.clientStart = 1_699_990_001.5
        state.messages = [
            .init(level: "warning", event: "stale_handle"): 715, .init(level: "info", event: "other"): 118,
            .init(level: "notice", event: "other"): 1,
        ]
        return state
    }()

    private static let subdirectory = {
        var state = MountState("/srv/www", "photos", subdirectory: "/www")
        state.client = MountClient(version: "11.1", processID: "c", graph: 0)
        state.clientVersion = "11.1"
        return state
    }()
}

extension MountState {
    init(
        _ mountpoint: String,
        _ volume: String,
        subdirectory: String = "",
        device: String = "0:60",
        failure: SystemError? = nil,
        messages: [MessageKey: UInt64]? = nil
    ) {
        self.init(
            mount: GlusterMount(mountpoint: mountpoint, server: "node1", volume: volume, subdirectory: subdirectory),
            device: device
        )
        self.failure = failure
        self.messages = messages
        isUp = failure == nil
    }
}
