import Foundation

extension Exporter {
    /// One a node, as on three machines.
    static func ofAllNodes(_ flags: [String], interval: String = "1s") async throws -> [Exporter] {
        var exporters: [Exporter] = []
        for node in 1...3 { exporters.append(try await Exporter(flags, node: node, interval: interval)) }
        for exporter in exporters { try await exporter.ready() }
        return exporters
    }
}

extension [Exporter] {
    /// A scrape of each, of polls that began after now.
    func fresh(_ collector: String) async throws -> [Scrape] {
        var scrapes: [Scrape] = []
        for exporter in self { scrapes.append(try await exporter.fresh(collector)) }
        return scrapes
    }

    /// Scrapes all until they are as the body wants them.
    @discardableResult
    func until(_ what: String, within seconds: Double = 15, _ body: ([Scrape]) throws -> Bool) async throws -> [Scrape]
    {
        try await eventually(within: seconds, what) {
            var scrapes: [Scrape] = []
            for exporter in self { scrapes.append(try await exporter.scrape()) }
            return try body(scrapes) ? scrapes : nil
        }
    }
}

extension Lab {
    /// The node of a brick, `127.1.1.N:/path`.
    static func node(of brick: String) throws -> Int {
        guard let match = brick.firstMatch(of: /^127\.1\.1\.([123]):/), let node = Int(match.1) else {
            throw Failure(description: "\(brick) is on no node of the lab")
        }
        return node
    }

    /// Waits until the mount of a volume, all bricks of which are up, is connected to all of them.
    static func connected(_ volume: String) async throws {
        let graph = "\(try mount(volume))/.meta/graphs/active"
        try await eventually(within: 30, "the mount of \(volume) is connected") { () async throws -> Bool? in
            let clients = try FileManager.default.contentsOfDirectory(atPath: graph)
                .filter { $0.wholeMatch(of: /.*-client-\d+/) != nil }
            let away = try clients.filter { client in
                try !String(contentsOfFile: "\(graph)/\(client)/private", encoding: .utf8).contains("connected = 1")
            }
            guard !clients.isEmpty, away.isEmpty else { throw Failure(description: "away: \(away)") }
            return true
        }
    }

    /// All bricks of all volumes, as `volume info` has them.
    static func bricks() throws -> Set<String> {
        Set(try lab("gluster", "volume", "info").matches(of: /Brick\d+: (\S+:\/\S+)/).map { String($0.1) })
    }
}
