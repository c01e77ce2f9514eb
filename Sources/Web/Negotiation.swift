/// What a body of metrics is written in.
public enum MetricsFormat: Sendable, Hashable { case text, openMetrics }

/// What a body is packed in.
public enum Compression: Sendable, Hashable { case identity, gzip }

/// A `Content-Type` that metrics can have.
struct MetricsType: Sendable, Hashable {
    let format: MetricsFormat
    let version: String
    var escaping: Escaping?

    /// How Prometheus 3 wants names that are not plain ASCII. All of ours are: each of these is true of them.
    enum Escaping: String { case allowUTF8 = "allow-utf-8", underscores, dots, values }

    var header: String {
        let type = format == .text ? "text/plain" : "application/openmetrics-text"
        return "\(type); version=\(version); charset=utf-8" + (escaping.map { "; escaping=\($0.rawValue)" } ?? "")
    }
}

extension MetricsType {
    /// What to answer to an `Accept`.
    ///
    /// The most specific element that names a type decides about it. The type with the highest weight is taken; of
    /// several the more specific, then OpenMetrics, then the newer version. Wildcards mean the text format, as
    /// nobody reads OpenMetrics by chance; it is also the answer to those who want nothing that we have.
    init(accepting header: String) {
        var offers: [MetricsType: Offer] = [:]
        for offer in Preference.all(in: header).compactMap(Offer.init) {
            let known = offers[offer.unescaped]
            if known.map({ ($0.specificity, $0.weight) < (offer.specificity, offer.weight) }) ?? true {
                offers[offer.unescaped] = offer
            }
        }
        let best = offers.values.filter { $0.weight > 0 }.max { $0.rank < $1.rank }
        self = best?.type ?? MetricsType(format: .text, version: "0.0.4")
    }
}

/// A type of ours that one element of an `Accept` names.
private struct Offer {
    let type: MetricsType
    /// 0 for `*/*`, 1 for `text/*`, 2 for a type, 3 for a type in a certain version.
    let specificity: Int
    let weight: Int

    var unescaped: MetricsType { MetricsType(format: type.format, version: type.version) }

    var rank: (Int, Int, Int, String) { (weight, specificity, type.format == .openMetrics ? 1 : 0, type.version) }

    init?(_ preference: Preference) {
        let version = preference.parameters["version"]
        weight = preference.weight
        switch (preference.value, version) {
        case ("*/*", nil):
            (type, specificity) = (MetricsType(format: .text, version: "0.0.4"), 0)
        case ("text/*", nil):
            (type, specificity) = (MetricsType(format: .text, version: "0.0.4"), 1)
        case ("text/plain", nil), ("text/plain", "0.0.4"), ("text/plain", "1.0.0"):
            let type = MetricsType(format: .text, version: version ?? "0.0.4")
            (self.type, specificity) = (type.escaped(as: preference), version == nil ? 2 : 3)
        case ("application/openmetrics-text", nil), ("application/openmetrics-text", "0.0.1"),
            ("application/openmetrics-text", "1.0.0"):
            let type = MetricsType(format: .openMetrics, version: version ?? "1.0.0")
            (self.type, specificity) = (type.escaped(as: preference), version == nil ? 2 : 3)
        default: return nil
        }
    }
}

extension MetricsType {
    /// Only the versions 1.0.0 know of escaping.
    fileprivate func escaped(as preference: Preference) -> MetricsType {
        var type = self
        type.escaping = version == "1.0.0" ? preference.parameters["escaping"].flatMap(Escaping.init) : nil
        return type
    }
}

extension Compression {
    /// What to answer to an `Accept-Encoding`: gzip, unless nobody says that it is welcome.
    init(accepting header: String) {
        let preferences = Preference.all(in: header)
        let named = preferences.filter { ["gzip", "x-gzip"].contains($0.value) }
        let deciding = named.isEmpty ? preferences.filter { $0.value == "*" } : named
        self = deciding.contains { $0.weight > 0 } ? .gzip : .identity
    }
}
