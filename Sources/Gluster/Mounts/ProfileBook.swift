/// Running totals out of `profile` files, which release 10 sets to zero whenever anybody reads them.
struct ProfileBook: Sendable, Hashable {
    typealias Totals = [String: MountClient.OperationTotal]

    /// By subject: a brick, or the applications.
    private(set) var totals: [String: Totals] = [:]
    /// What was read last, by subject and translator.
    private var last: [String: Totals] = [:]
    /// Which translator speaks for an operation of the applications: the topmost that has shown it.
    private var speakers: [String: Int] = [:]

    static let applications = ""

    /// A graph that is new has counted nothing yet; of bricks that it does not have, nobody asks any more.
    mutating func beginGraph(_ bricks: Set<String>) {
        last = [:]
        speakers = [:]
        totals = totals.filter { $0.key == Self.applications || bricks.contains($0.key) }
    }

    /// Takes what a brick's `protocol/client` counted.
    mutating func take(_ profile: Totals, brick: String, isReset: Bool) {
        for (name, total) in growth(of: profile, brick, isReset) { add(total, name, to: brick) }
    }

    /// Takes what a translator of the applications counted, the topmost of which has rank 0.
    ///
    /// FLUSH is told by none: open-behind counts those that it answers itself, write-behind those of others with the
    /// rest. Where READ is first seen at io-cache or read-ahead, it counts its own beside them.
    mutating func take(_ profile: Totals, _ translator: MetaGraph.Translator, rank: Int, isReset: Bool) {
        for (name, total) in growth(of: profile, translator.name, isReset) where name != "flush" {
            guard rank <= speakers[name] ?? rank else { continue }
            speakers[name] = rank
            let isDouble = translator.type == "performance/io-cache" || translator.type == "performance/read-ahead"
            if name == "read", isDouble { continue }
            add(total, name, to: Self.applications)
        }
    }

    private mutating func add(_ total: MountClient.OperationTotal, _ name: String, to subject: String) {
        totals[subject, default: [:]][name, default: MountClient.OperationTotal(count: 0, seconds: 0)] += total
    }

    private mutating func growth(of profile: Totals, _ key: String, _ isReset: Bool) -> Totals {
        if isReset { return profile }
        let before = last.updateValue(profile, forKey: key) ?? [:]
        var growth: Totals = [:]
        for (name, total) in profile {
            if let old = before[name], old.count <= total.count {
                let seconds = max(0, total.seconds - old.seconds)
                growth[name] = MountClient.OperationTotal(count: total.count - old.count, seconds: seconds)
            } else {
                growth[name] = total
            }
        }
        return growth
    }
}
