import TestSupport
import Testing

@testable import Gluster

@Suite("A translator's profile")
struct MetaProfileTests {
    private let text = """
        [photos-client-0.latency]
        photos-client-0.latency.NULL = AVG:418155.000000 CNT:1 TOTAL:418155 MIN:418155 MAX:418155
        photos-client-0.latency.MKDIR = AVG:497792.000000 CNT:2 TOTAL:995584 MIN:404002 MAX:591582
        photos-client-0.latency.READDIRP = AVG:200.000000 CNT:3 TOTAL:3000000000 MIN:1 MAX:2

        """

    @Test("gives counts, and seconds out of nanoseconds, by operation")
    func sums() {
        #expect(
            MetaProfile.parse(Array(text.utf8)) == [
                "mkdir": .init(count: 2, seconds: 995584e-9), "readdirp": .init(count: 3, seconds: 3),
            ]
        )
    }

    @Test("calls operations of a newer Gluster other, all together")
    func other() {
        let text = """
            v.latency.TELEPORT = AVG:1.0 CNT:2 TOTAL:1000000000 MIN:1 MAX:2
            v.latency.CLONE = AVG:1.0 CNT:3 TOTAL:1000000000 MIN:1 MAX:2
            """
        #expect(MetaProfile.parse(Array(text.utf8)) == ["other": .init(count: 5, seconds: 2)])
    }

    @Test(
        "passes over what is no such line",
        arguments: [
            "", "v.latency.READ", "v.latency.READ = AVG:1.0", "v.latency.READ = AVG:1.0 CNT:x TOTAL:1",
            "v.latency.READ = AVG:1.0 CNT:1 TOTAL:-1", "v.delay.READ = AVG:1.0 CNT:1 TOTAL:1",
            "READ = AVG:1.0 CNT:1 TOTAL:1", "v.latency.READ AVG:1.0 CNT:1 TOTAL:1",
            "v.latency.READ = AVG:1.0 CNT:99999999999999999999 TOTAL:1", "= AVG:1.0 CNT:1 TOTAL:1",
        ]
    )
    func malformed(_ line: String) {
        #expect(MetaProfile.parse(Array(line.utf8)) == [:])
    }

    @Test("does no harm, whatever it holds")
    func hostile() {
        for bytes in Fuzz.mutations(of: Array(text.utf8), 5000) { _ = MetaProfile.parse(bytes) }
        for bytes in Fuzz.truncations(of: Array(text.utf8)) { #expect(MetaProfile.parse(bytes).count <= 2) }
        for bytes in Fuzz.noise(2000) { #expect(MetaProfile.parse(bytes) == [:]) }
    }
}

@Suite("A cache's private file")
struct MetaCachesTests {
    private let cache = """
        [performance/md-cache.photos-md-cache]
        stat_hit_count = 2
        stat_miss_count = 96
        xattr_hit_count = 0
        xattr_miss_count = 38
        nameless_lookup_count = 0
        negative_lookup_count = 95

        """

    @Test("gives hits and misses of the caches that it tells both of")
    func caches() {
        let quick = "max_file_size = 65536\ncache-hit = 19\ncache-miss = 1\ncache-invalidations = 0\n"
        let negative = "negative_lookup_hit_count = 42\nnegative_lookup_miss_count = 61\n"
        #expect(
            MetaCaches.parse(Array(cache.utf8), type: "performance/md-cache") == [
                "stat": .init(hits: 2, misses: 96), "xattr": .init(hits: 0, misses: 38),
            ]
        )
        #expect(
            MetaCaches.parse(Array(quick.utf8), type: "performance/quick-read")
                == ["quick_read": .init(hits: 19, misses: 1)]
        )
        #expect(
            MetaCaches.parse(Array(negative.utf8), type: "performance/nl-cache")
                == ["negative_lookup": .init(hits: 42, misses: 61)]
        )
        #expect(MetaCaches.parse(Array("cache-hit = 19\n".utf8), type: "performance/quick-read") == [:])
        #expect(MetaCaches.parse(Array("page_size = 131072\n".utf8), type: "performance/io-cache") == [:])
    }

    @Test("does no harm, whatever it holds")
    func hostile() {
        for type in MetaCaches.types {
            for bytes in Fuzz.mutations(of: Array(cache.utf8), 1000) { _ = MetaCaches.parse(bytes, type: type) }
            for bytes in Fuzz.noise(1000) { #expect(MetaCaches.parse(bytes, type: type) == [:]) }
        }
    }
}
