import GlusterRPC
import Host
import TestSupport
import Testing

@testable import Gluster

@Suite("Volumes are found", .timeLimit(.minutes(1)))
struct VolumeFinderTests {
    private var settings = GlusterSource.Settings()

    init() {
        settings.glusterdSocket = FakeServer.newPath()
        settings.server = "gluster1"
        settings.port = 24008
    }

    @Test("in the settings first, whatever glusterd and the mounts have")
    mutating func bySettings() async throws {
        let glusterd = FakeServer.glusterd(["media"])
        settings.glusterdSocket = glusterd.path
        settings.volumes = [
            VolumeTarget(name: "photos", host: "h", port: 7),
            VolumeTarget(name: "web", host: "i", probeDirectory: "/q"),
        ]
        settings.probeDirectories = ["photos": "/p", "web": "/other"]
        let found = try await finder(mounts: "m:/music").find()
        #expect(
            found.targets == [
                VolumeTarget(name: "photos", host: "h", port: 7, probeDirectory: "/p"),
                VolumeTarget(name: "web", host: "i", port: 24007, probeDirectory: "/q"),
            ]
        )
        #expect(found.origin == "the settings")
        #expect(found.bricks == .local)
    }

    @Test("then by glusterd, as the server of the settings describes them")
    mutating func byGlusterd() async throws {
        let glusterd = FakeServer.glusterd(["web", "media"])
        settings.glusterdSocket = glusterd.path
        settings.probeDirectories = ["media": "/p"]
        let found = try await finder(mounts: "m:/music").find()
        #expect(
            found
                == VolumeFinder.Finding(
                    targets: [
                        VolumeTarget(name: "media", host: "gluster1", port: 24008, probeDirectory: "/p"),
                        VolumeTarget(name: "web", host: "gluster1", port: 24008),
                    ],
                    bricks: .local,
                    origin: "glusterd"
                )
        )
    }

    @Test("by a glusterd that has none, which is an answer")
    mutating func noneByGlusterd() async throws {
        let glusterd = FakeServer.glusterd([])
        settings.glusterdSocket = glusterd.path
        let found = try await finder(mounts: "m:/music").find()
        #expect(found == VolumeFinder.Finding(targets: [], bricks: .local, origin: "glusterd"))
    }

    @Test("else among the mounts, each once, with the server of the first")
    mutating func byMounts() async throws {
        settings.probeDirectories = ["web": "/p"]
        let found = try await finder(mounts: "m:/web", "n,m:/music/sub", "other:/web", "glusterfs:(null)").find()
        #expect(
            found
                == VolumeFinder.Finding(
                    targets: [
                        VolumeTarget(name: "music", host: "n"),
                        VolumeTarget(name: "web", host: "m", probeDirectory: "/p"),
                    ],
                    bricks: .all,
                    origin: "the mounts of this host"
                )
        )
    }

    @Test("nowhere: then the error tells what was tried")
    mutating func nowhere() async {
        let socket = settings.glusterdSocket
        let tried =
            "connect to \(socket): No such file or directory; no Gluster mount on this host; no --gluster.volume"
        await #expect(throws: GlusterUnavailable.noVolumes(tried)) { try await finder().find() }
    }

    @Test("not among the mounts while a glusterd that was there is down")
    mutating func down() async throws {
        var glusterd: FakeServer? = FakeServer.glusterd(["web"], at: settings.glusterdSocket)
        let finder = finder(mounts: "m:/music")
        let found = try await finder.find()
        #expect(glusterd != nil && found.origin == "glusterd")
        glusterd = nil
        let missing = "connect to \(settings.glusterdSocket): No such file or directory"
        await #expect(throws: GlusterUnavailable.noVolumes(missing)) { try await finder.find() }
        glusterd = FakeServer.glusterd(["music", "web"], at: settings.glusterdSocket)
        #expect(try await finder.find().targets.map(\.name) == ["music", "web"])
    }

    @Test("with the bricks that the settings choose, else this machine's where there is a glusterd, else all")
    mutating func bricks() async throws {
        settings.volumes = [VolumeTarget(name: "web", host: "h")]
        #expect(try await finder().find().bricks == .all)
        settings.bricks = BrickChoice.none
        #expect(try await finder().find().bricks == .none)
        let glusterd = FakeServer.glusterd([], at: settings.glusterdSocket)
        settings.bricks = .all
        #expect(try await finder().find().bricks == .all)
        settings.bricks = nil
        #expect(try await finder().find().bricks == .local)
        #expect(glusterd.path == settings.glusterdSocket)
    }

    @Test("perhaps only by another user: the hint says by whom")
    func permission() {
        #expect(
            VolumeFinder.hint(.errno(step: "connect to /run/x", code: 13), user: 999)
                == "connect to /run/x: Permission denied (user 999; root or CAP_DAC_OVERRIDE may use it)"
        )
        #expect(VolumeFinder.hint(.refused("denied"), user: 999) == "call refused: denied")
    }

    @Test("by reading the table of mounts, or nothing where there is none")
    func files() {
        #expect(!readFile("/proc/self/mountinfo").isEmpty)
        #expect(readFile("/nowhere").isEmpty)
        #expect(readFile("/").isEmpty)
    }

    private func finder(mounts sources: String...) -> VolumeFinder {
        let lines = sources.map { "1 2 3:4 / /m rw - fuse.glusterfs \($0) rw\n" }.joined()
        return VolumeFinder(settings) { Array(lines.utf8) }
    }
}
