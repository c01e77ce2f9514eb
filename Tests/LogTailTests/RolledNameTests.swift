import Testing

@testable import LogTail

@Suite("Name of a rolled file")
struct RolledNameTests {
    @Test(
        "is known however Caddy, logrotate and Docker make it",
        arguments: [
            ("access-2026-11-21T05-12-26.583.log", .time("2026-11-21T05-12-26.583"), .none),
            ("access-2026-11-21T05-12-26.583.log.gz", .time("2026-11-21T05-12-26.583"), .gzip),
            ("access-2026-11-21T05-12-26.583-size.log", .time("2026-11-21T05-12-26.583-size"), .none),
            ("access-2026-11-21T05-12-26.583-size.log.gz", .time("2026-11-21T05-12-26.583-size"), .gzip),
            ("access-2026-11-21T05-12-26.583-time.log.gz", .time("2026-11-21T05-12-26.583-time"), .gzip),
            ("access-2026-11-21T05-12-26.583-size.log.zst", .time("2026-11-21T05-12-26.583-size"), .other),
            ("access.log-20261121.gz", .time("20261121"), .gzip), ("access.log.1", .number(1), .none),
            ("access.log.12.gz", .number(12), .gzip),
        ] as [(String, RolledName.Order, RolledName.Compression)]
    )
    func known(_ name: String, _ order: RolledName.Order, _ compression: RolledName.Compression) throws {
        let rolled = try #require(RolledName(name, of: "access.log"))

        #expect(rolled.name == name)
        #expect(rolled.order == order)
        #expect(rolled.compression == compression)
        #expect(name.hasPrefix(RolledName.beginning(of: "access.log")))
    }

    @Test(
        "begins with what its log's name begins with: nothing else of a directory is looked at",
        arguments: [("access.log", "access"), ("a.b.log", "a.b"), ("access", "access"), (".log", "")]
    )
    func beginning(_ base: String, _ start: String) {
        #expect(RolledName.beginning(of: base) == start)
        let ending = base.dropFirst(start.count)
        for name in ["\(base).1", "\(base)-20261121.gz", "\(start)-2026-11-21T05-12-26.583\(ending)"] {
            #expect(RolledName(name, of: base) != nil)
            #expect(name.hasPrefix(start))
        }
    }

    @Test(
        "is nobody else's",
        arguments: [
            "access.log", "access.log.gz", "access-1.log", "access-size.log", "access-2026.log", "access-.log",
            "other-2026-11-21T05-12-26.583-size.log", "access-2026-11-21T05-12-26.583-size.txt",
            "access-api-2026-11-21T05-12-26.583-size.log", "access.log.old", "",
        ]
    )
    func others(_ name: String) {
        #expect(RolledName(name, of: "access.log") == nil)
    }

    @Test("says by its time which is newer, whatever it was rolled for and whichever Caddy rolled it")
    func order() {
        let names = [
            "access-2026-11-21T05-12-26.583.log", "access-2026-11-21T05-12-26.584-time.log.gz",
            "access-2026-11-21T05-12-26.585-size.log.gz", "access-2026-11-21T05-12-26.586-time.log",
        ]
        let orders = names.compactMap { RolledName($0, of: "access.log")?.order }

        #expect(orders.count == names.count)
        #expect(orders.sorted() == orders)
    }
}
