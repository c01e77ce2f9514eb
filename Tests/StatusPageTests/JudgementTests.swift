import Foundation
import Testing

@testable import Collectors
@testable import StatusPage

@Suite("The judgement")
struct JudgementTests {
    @Test("is that all is well only when everything is known to be")
    func well() {
        let model = Stage.well.model
        #expect(model.problems == [])
        #expect(model.judgement.words == "All is well")
        #expect(model.judgement.level == .good)
    }

    @Test("counts what needs a person, the worst first, each with a link to a place that is there")
    func troubled() {
        let stage = Stage.troubled
        let model = stage.model
        #expect(model.judgement.words == "11 things need attention")
        #expect(model.problems.map(\.level) == model.problems.map(\.level).sorted(by: >))
        #expect(
            model.problems.filter { $0.level == .bad }.map(\.words) == [
                "photos-replicate-0: 1 of 3 bricks down, and the next failure may be an outage",
                "photos-replicate-0: 2 entries in split-brain",
                "mount /mnt/media does not answer: stat: Connection timed out",
                "site shop.example.com: the root was replaced under its mount (and 1 more)",
            ]
        )
        let html = stage.html
        for problem in model.problems {
            #expect(html.contains("href=\"#\(problem.anchor)\""), "\(problem)")
            #expect(html.components(separatedBy: "id=\"\(problem.anchor)\"").count == 2, "\(problem)")
        }
    }

    /// Each takes one thing that is known away from a stage in which all is well.
    @Test(
        "is never that all is well where something is not known",
        arguments: [
            ("gluster_volume_up", "volume photos: it is not known whether it answers"),
            ("gluster_brick_up", "photos-replicate-0: nothing is known yet of 3 bricks"),
            ("gluster_subvolume_spare_bricks", "photos-replicate-0: it is not known how many bricks may fail"),
            ("gluster_heal_pending_entries", "photos-replicate-0: it is not known what waits for heal"),
            ("gluster_mount_up", "mount /mnt/photos cannot be asked"),
            (
                "caddy_config_sites",
                "Caddy localhost:2019: its configuration is not known, and so neither are its sites and logs"
            ),
            ("caddy_site_root_stale", "site files.example.com: its root was not looked at yet"),
            ("caddy_log_source_readable", "log /var/log/caddy/access.log: not looked at yet"),
        ]
    )
    func unknown(_ family: String, _ words: String) {
        var stage = Stage.well
        stage.remove(family)
        let model = stage.model
        #expect(model.judgement.level == .unknown)
        #expect(model.judgement.words.hasPrefix("Nothing is known to be wrong, but "))
        #expect(model.unknown.contains { $0.words == words }, "\(model.problems)")
    }

    @Test("is not good before the first polls, nor where there is nothing to watch")
    func empty() {
        var starting = Stage()
        for collector in catalog { starting.start(collector.name) }
        #expect(starting.model.judgement.level == .unknown)
        #expect(starting.model.unknown.count == catalog.count)
        #expect(Stage().model.judgement.words == "There is nothing to watch")
        #expect(Stage([]).model.judgement.level == .unknown)
    }

    @Test("is not good for what was told long ago")
    func old() {
        var stage = Stage.well
        stage.expire("brick")
        #expect(stage.model.urgent.map(\.words) == ["collector brick has told nothing for too long"])
        #expect(stage.html.contains("Nothing is known: what was told before is too old to count."))
    }

    @Test("does not take what is not known for nothing")
    func nothing() {
        var stage = Stage(["mount", "caddy"])
        #expect(stage.html.contains("No Gluster mounts on this host."))
        stage.expire("mount")
        #expect(!stage.html.contains("No Gluster mounts on this host."))
        #expect(stage.html.contains("No Caddy was found on this host."))
        stage.start("caddy")
        #expect(!stage.html.contains("No Caddy was found on this host."))
    }

    @Test("says of a collector that fails why, and how old what stands there is")
    func failing() {
        var stage = Stage.well
        stage.fail("mount", "no answer within 10.0 seconds", age: 31)
        #expect(stage.model.urgent.map(\.words) == ["collector mount fails: no answer within 10.0 seconds"])
        #expect(stage.html.contains("As of 31 s ago, and perhaps not all of it: the last poll failed."))
    }

    @Test("knows of settings that could not be read again")
    func settings() {
        let stage = Stage.well
        let model = PageModel(stage.snapshots, now: Stage.now, areSettingsLoaded: false)
        #expect(model.judgement.level == .warning)
        #expect(model.urgent.map(\.anchor) == ["collectors"])
        let page = StatusPage.html(
            stage.snapshots,
            now: Stage.now,
            version: "1",
            telemetryPath: "/metrics",
            areSettingsLoaded: false
        )
        let words = "the exporter&#39;s settings are bad: those that were read before hold, and its log says why"
        #expect(String(decoding: page.html, as: UTF8.self).components(separatedBy: words).count == 3)
    }

    @Test("leaves out what is switched off")
    func switchedOff() {
        var stage = Stage(["volume", "brick", "heal"])
        stage.addVolume("photos")
        #expect(stage.model.judgement.words == "All is well")
        #expect(!stage.html.contains("<h2>Mounts</h2>") && !stage.html.contains("<h2>Caddy</h2>"))
    }
}
