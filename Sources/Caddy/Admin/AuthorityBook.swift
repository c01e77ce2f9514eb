/// The roots of a Caddy's internal authorities.
struct AuthorityBook: Sendable {
    /// More than anybody has.
    private static let limit = 16

    private var roots: [String: CertificateTimes] = [:]
    /// Those that were refused: not asked for again while it runs.
    private var hidden: Set<String> = []

    /// In the order of their names.
    var times: [CertificateTimes] { roots.values.sorted { $0.name < $1.name } }

    /// To be called right after the configuration was read, so that the authority is still there: Caddy makes one that
    /// it has not. What cannot be read is not known any more.
    ///
    /// An admin API that is elsewhere than its configuration says is not asked: it is left over from a load that
    /// failed, and panics.
    mutating func read(_ configuration: CaddyConfiguration, _ client: inout AdminClient, _ budget: Budget) {
        roots = [:]
        guard configuration.adminAddress.map({ client.address.isSame(as: $0) }) ?? true else { return }
        for id in configuration.authorities.prefix(Self.limit) where !hidden.contains(id) {
            do throws(CaddyError) {
                roots[id] = try client.authority(id, budget)
            } catch {
                if error.kind != .timeout { hidden.insert(id) }
                return
            }
        }
    }
}
