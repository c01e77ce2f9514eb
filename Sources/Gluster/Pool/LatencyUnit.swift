/// In what a brick counts time: it does not say.
enum LatencyUnit: Double, Sendable {
    case nanoseconds = 1e-9
    case microseconds = 1e-6

    /// Nanoseconds since release 9, microseconds before.
    ///
    /// A pool's operating version is that of its oldest node, or older: once it is 90000, no node is older than
    /// release 9. Below that, the release of the client library on this node tells, if it is known (`"10.3"`).
    static func of(operatingVersion: Int, release: String?) -> LatencyUnit? {
        if operatingVersion >= 90000 { return .nanoseconds }
        guard let major = release?.split(separator: ".", omittingEmptySubsequences: false).first.flatMap({ Int($0) })
        else { return nil }
        return major >= 9 ? .nanoseconds : .microseconds
    }
}
