import Exposition
import Testing

@testable import Collectors
@testable import StatusPage

@Suite("What the page is made of")
struct ModelTests {
    @Test("is told by the collectors, each family by one of them or by Caddy itself")
    func families() {
        let declared = Set(catalog.flatMap { $0.metrics }.map(\.name))
        let passed: Set = [
            "caddy_config_last_reload_successful", "caddy_config_last_reload_success_timestamp_seconds",
        ]
        #expect(StatusPage.families.subtracting(declared) == passed)
    }

    @Test(
        "is a set's state, by its bricks and how many may fail",
        arguments: [
            (1, 1.0, Level.warning, "photos-replicate-0: 1 of 3 bricks down; 1 more may fail"),
            (1, 0, .bad, "photos-replicate-0: 1 of 3 bricks down, and the next failure may be an outage"),
            (2, -1, .bad, "photos-replicate-0: writes fail until 1 brick comes back"),
            (3, -2, .bad, "photos-replicate-0: writes fail until 2 bricks come back"),
        ]
    )
    func sets(_ down: Int, _ spare: Double, _ level: Level, _ words: String) {
        var stage = Stage.well
        stage.takeDown(down, of: "photos", spare: spare)
        #expect(stage.model.problems.map(\.words) == [words])
        #expect(stage.model.problems.worst == level)
        #expect(stage.model.volumes.map(\.name) == ["photos", "media"])
    }

    @Test(
        "is a warning for what waits for heal only when it has waited long",
        arguments: [(599.0, Level.note), (601, .warning)]
    )
    func patience(_ age: Double, _ level: Level) {
        var stage = Stage.well
        let set = ["photos", "photos-replicate-0"]
        stage.set("gluster_heal_pending_entries", set, 1)
        stage.set("gluster_heal_pending_since_timestamp_seconds", set, Stage.now - age)
        #expect(stage.model.problems.map(\.level) == [level])
        #expect(stage.model.judgement.level == (level == .note ? .good : .warning))
        #expect(stage.model.volumes.first?.problems.first?.words.contains("1 entry waits for heal") == true)
    }

    @Test(
        "is how full a brick is, by bytes and by inodes",
        arguments: [
            (0.89, 0.1, Level.good), (0.9, 0.1, .warning), (0.97, 0.1, .bad), (0.1, 0.95, .warning), (0.1, 1, .bad),
        ]
    )
    func fill(_ ratio: Double, _ inodes: Double, _ level: Level) {
        var stage = Stage.well
        stage.setFill("gluster_brick", ["photos", "node1:/bricks/photos-0-1"], ratio, size: 1e9, inodes: inodes)
        #expect(stage.model.problems.worst == level)
        #expect(stage.model.problems.count == (level == .good ? 0 : 1))
    }

    @Test("is no volume's fault when an operator has stopped it")
    func stopped() {
        var stage = Stage.well
        stage.set("gluster_volume_started", ["photos"], 0)
        stage.set("gluster_volume_up", ["photos"], 0)
        #expect(stage.model.problems.map(\.words) == ["volume photos is stopped"])
        #expect(stage.model.judgement.level == .good)
    }

    @Test("is a volume that is watched and says nothing, too")
    func silentVolume() {
        var stage = Stage.well
        stage.tell("volume", .volume("silent"))
        #expect(stage.model.volumes.first?.name == "silent")
        #expect(stage.model.judgement.level == .unknown)
    }

    @Test("is a brick of another node only as the volume's client sees it")
    func unwatched() {
        var stage = Stage.well
        var fact = BrickFact(volume: "photos", subvolume: "photos-replicate-0", brick: "far:/b", isWatched: false)
        #expect(stage.html.contains("nothing waits for heal ·") || stage.html.contains("nothing waits for heal</"))
        fact.isConnected = false
        stage.tell("brick", .brick(fact))
        #expect(stage.html.contains("nothing waits for heal here"))
        #expect(stage.html.contains("not connected"))
        #expect(stage.model.problems.first?.words.contains("1 of 4 bricks down") == true)
    }

    @Test(
        "is a certificate's end, by what is left of its life",
        arguments: [(3000.0, Level.good), (1900, .warning), (1, .warning), (-1, .bad)]
    )
    func certificates(_ left: Double, _ level: Level) {
        var stage = Stage.well
        let labels = ["localhost:2019", "a.example.com", "R3"]
        stage.set("caddy_tls_certificate_not_before_timestamp_seconds", labels, Stage.now + left - 10_000)
        stage.set("caddy_tls_certificate_not_after_timestamp_seconds", labels, Stage.now + left)
        #expect(stage.model.problems.worst == level)
    }

    @Test("is each kind of finding, with a title of its own")
    func findings() {
        let findings = SiteFinding.allCases.map { Finding(kind: $0, words: "") }
        #expect(Set(findings.map(\.title)).count == SiteFinding.allCases.count)
        var stage = Stage.well
        stage.find(.healRunning, "files.example.com", "/mnt/photos/www", "3 entries of the volume wait for heal")
        #expect(stage.model.judgement.level == .good)
        stage.find(.rootStale, "files.example.com", "/mnt/photos/www", "looking at the root gives a stale file handle")
        #expect(
            stage.model.urgent.map(\.words) == ["site files.example.com: stale file handle at the root (and 1 more)"]
        )
    }

    @Test("is a root that cannot be read, also where no finding says why")
    func unreadableRoot() {
        var stage = Stage.well
        let root = "/mnt/photos/www"
        let subject = Fact.Subject.site(caddy: "localhost:2019", site: "files.example.com", root: root)
        stage.tell("site", .failure(of: subject, words: "stat: No such file or directory"))
        let words = "site files.example.com: its root cannot be read: stat: No such file or directory"
        #expect(stage.model.urgent.map(\.words) == [words])
        #expect(stage.html.contains("cannot be read: stat: No such file or directory</span></td>"))
        #expect(!stage.html.contains("as it should be"))
        stage.find(.brickDown, "files.example.com", root, "not connected: node1:/bricks/photos-0-1")
        #expect(stage.model.urgent.map(\.words) == ["\(words) (and 1 more)"])
        stage.find(.mountDown, "files.example.com", root, "the mount /mnt/photos does not answer")
        #expect(stage.model.urgent.map(\.words) == ["site files.example.com: the mount is down (and 1 more)"])
    }

    @Test("survives numbers that no collector would tell")
    func oddNumbers() {
        for value in [Double.nan, .infinity, -.infinity, -1, 1e300] {
            var stage = Stage.troubled
            for snapshot in stage.snapshots {
                for family in snapshot.families where family.metric.kind == .gauge {
                    for sample in family.samples where sample.labels.count == family.metric.labels.count {
                        if catalog.contains(where: { $0.metrics.contains(family.metric) }) {
                            stage.set(family.metric.name, sample.labels, value)
                        } else {
                            stage.pass(family.metric.name, sample.labels[0], value)
                        }
                    }
                }
            }
            #expect(stage.html.hasSuffix("</html>\n"))
        }
    }
}
