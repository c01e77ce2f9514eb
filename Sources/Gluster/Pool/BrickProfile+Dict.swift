import GlusterRPC
import Host

extension BrickProfile {
    /// What a brick's answer to XLATOR_INFO says. Keys of the cumulative part begin with `-1-`; all else is ignored,
    /// and so is what is not a number.
    init(volume: String, brick: String, _ dict: Dict, unit: LatencyUnit?) {
        self.init(volume: volume, brick: brick)
        readBytes = dict.count("-1-total-read") ?? 0
        writtenBytes = dict.count("-1-total-write") ?? 0
        for key in dict.values.keys {
            let parts = key.split(separator: "-", omittingEmptySubsequences: false)  // "", "1", "27", "hits"
            guard parts.count == 4, parts[0].isEmpty, parts[1] == "1", let count = dict.count(key) else { continue }
            switch (parts[2], parts[3]) {
            case ("read", let size): if let size = UInt64(size) { reads[size] = count }
            case ("write", let size): if let size = UInt64(size) { writes[size] = count }
            case (let number, "hits"): if let number = Int(number) { add(number, count, dict, unit) }
            default: break
            }
        }
    }

    private mutating func add(_ number: Int, _ count: UInt64, _ dict: Dict, _ unit: LatencyUnit?) {
        let operation = Operation(count: count, latency: dict.latency(number), unit: unit)
        let name = FileOperation.name(number)
        operations[name] = operations[name].map { $0.adding(operation) } ?? operation
    }
}

extension BrickProfile.Operation {
    /// The average is rounded to a millionth of its unit.
    fileprivate init(count: UInt64, latency: (average: Double, longest: Double)?, unit: LatencyUnit?) {
        let unit = unit?.rawValue
        self.init(
            count: count,
            seconds: unit.flatMap { unit in latency.flatMap { finite($0.average * unit * Double(count)) } },
            longest: unit.flatMap { unit in latency.map { $0.longest * unit } }
        )
    }

    /// Two operations under one name.
    fileprivate func adding(_ other: Self) -> Self {
        let seconds = [seconds, other.seconds].compactMap { $0 }
        return Self(
            count: count.saturated(adding: other.count),
            seconds: seconds.isEmpty ? nil : finite(seconds.reduce(0, +)),
            longest: [longest, other.longest].compactMap { $0 }.max()
        )
    }
}

/// Nil for a number that a double does not hold.
private func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }

extension Dict {
    fileprivate func count(_ key: String) -> UInt64? { self[text: key].flatMap { UInt64($0) } }

    /// Nil where none was measured: the keys are not there (FORGET, RELEASE), or all of them are 0.
    fileprivate func latency(_ operation: Int) -> (average: Double, longest: Double)? {
        let values = ["avg", "max", "min"].map { name -> Double? in
            let value = self[text: "-1-\(operation)-\(name)latency"].flatMap { Double($0) }
            return value.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        }
        guard let average = values[0], let longest = values[1], values.contains(where: { ($0 ?? 0) > 0 }) else {
            return nil
        }
        return (average, longest)
    }
}
