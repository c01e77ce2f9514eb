/// A service of glusterd that works for a volume beside its bricks.
public enum PoolService: String, Sendable, CaseIterable {
    case selfHeal = "self_heal"
    case snapshot, quota, bitrot, scrub
}

extension PoolState {
    /// The services that this node should run for the volume, and whether it does.
    ///
    /// Self-heal: where glusterd has set its daemon up and no option stops it. Snapshot: with `features.uss`. Quota,
    /// bitrot and scrub: with their `features.` options, on a node that has a brick of the volume.
    public func services(of volume: PoolVolume) -> [PoolService: Bool] {
        guard volume.isStarted else { return [:] }
        var services: [PoolService: Bool] = [:]
        if volume.isHealed { services[.selfHeal] = volume.runsSelfHealDaemon }
        if volume.isOn("features.uss") { services[.snapshot] = volume.runsSnapshotDaemon }
        guard volume.bricks.contains(where: { $0.local != nil }) else { return services }
        if volume.isOn("features.quota") { services[.quota] = self.services["quotad"] }
        guard volume.isOn("features.bitrot") else { return services }
        services[.bitrot] = self.services["bitd"]
        if volume.options["features.scrub"]?.lowercased() == "active" { services[.scrub] = self.services["scrub"] }
        return services
    }
}

extension PoolVolume {
    fileprivate var isHealed: Bool {
        let isReplicated = layout.contains("replicate")
        let option = isReplicated ? "cluster.self-heal-daemon" : "cluster.disperse-self-heal-daemon"
        return (isReplicated || layout.contains("disperse")) && (options[option] == nil || isOn(option))
    }

    /// Whether the option is set, to one of the words that Gluster takes for yes (`gf_string2boolean`).
    fileprivate func isOn(_ option: String) -> Bool {
        ["1", "on", "yes", "true", "enable"].contains(options[option]?.lowercased())
    }
}
