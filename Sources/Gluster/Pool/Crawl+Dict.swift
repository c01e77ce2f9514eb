import GlusterRPC

extension Crawl {
    /// The daemon keeps 50 a brick; whoever says that there are more is not asked further.
    private static let limit = 1000

    /// The crawls of one brick in an answer to `xl-op` 7, the oldest first; nil when they cannot be understood. A brick
    /// that the answer does not mention has had none yet.
    ///
    /// A crawl of a kind that is not known is left out. `now` is what an end cannot
    /// be later than: a daemon with another time zone would have it so.
    static func list(_ dict: Dict, set: Int, child: Int, now: Double) -> [Crawl]? {
        guard let text = dict[text: "statistics-\(set)-\(child)-count"] else { return [] }
        guard let count = Int(text), count >= 0 else { return nil }
        return (0..<min(count, limit)).compactMap { index in
            Crawl(dict, "\(set)-\(child)-\(index)", now: now)
        }
    }

    private init?(_ dict: Dict, _ place: String, now: Double) {
        func text(_ name: String) -> String? { dict[text: "statistics_\(name)-\(place)"] }
        func count(_ name: String) -> UInt64 { text(name).flatMap { UInt64($0) } ?? 0 }

        guard let kind = text("crawl_type").flatMap({ Kind(rawValue: $0.lowercased()) }) else { return nil }
        let isRunning = count("inprogress") != 0
        let end = isRunning ? nil : text("end_time").flatMap { LocalTimeText.parse($0) }
        self.init(
            kind: kind,
            start: text("strt_time").flatMap { LocalTimeText.parse($0) },
            end: end.flatMap { $0 <= now + 2 ? $0 : nil },
            isRunning: isRunning,
            healed: count("healed_cnt"),
            splitBrain: count("sb_cnt"),
            failed: count("heal_failed_cnt")
        )
    }
}
