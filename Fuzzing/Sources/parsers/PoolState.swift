@testable import Gluster
@testable import GlusterRPC

/// Any bytes as what GET_STATE writes: written out again it is the same state, and cut short it is none.
@Sendable func tryPoolState(_ bytes: [UInt8]) -> String? {
    let state: PoolState
    do throws(RPCError) {
        state = try PoolState.parse(bytes)
    } catch {
        return nil
    }
    let text = Array(rendered(state).utf8)
    guard (try? PoolState.parse(text)) == state else { return "another state: \(text.text)" }
    if let end = bytes.firstRange(of: Array("[Misc]".utf8))?.lowerBound, bytes.first != nil {
        let cut = Array(bytes[..<(Int(bytes.reduce(0) { $0 &+ UInt32($1) }) % (end + 1))])
        if (try? PoolState.parse(cut)) != nil { return "a state that was cut short is taken: \(cut.text)" }
    }
    let uuids = Set(state.peers.map(\.uuid))
    let hosts = Set(state.peers.map(\.host))
    if uuids.count == state.peers.count, hosts.count != uuids.count, uuids.isDisjoint(with: hosts) {
        return "two peers of one name: \(hosts)"
    }
    return nil
}

/// As glusterd writes it, as far as it is read.
private func rendered(_ state: PoolState) -> String {
    var lines = ["[Global]", "MYUUID: \(state.node)", "op-version: \(state.operatingVersion)", "[Peers]"]
    for (index, peer) in state.peers.enumerated() {
        let place = "Peer\(index + 1)."
        lines += [
            "\(place)primary_hostname: \(peer.host)", "\(place)uuid: \(peer.uuid)", "\(place)state: \(peer.state)",
        ]
        lines.append("\(place)connected: \(peer.isConnected ? "Connected" : "Disconnected")")
    }
    lines.append("[Volumes]")
    for (index, volume) in state.volumes.enumerated() {
        lines += rendered(volume).map { "Volume\(index + 1).\($0)" }
    }
    lines.append("[Services]")
    for (index, service) in state.services.enumerated() {
        lines += ["svc\(index + 1).name: \(service.key)"]
        lines += ["svc\(index + 1).online_status: \(service.value ? "Online" : "Offline")"]
    }
    return lines.joined(separator: "\n") + "\n[Misc]\nBase port: 49152\n"
}

private func rendered(_ volume: PoolVolume) -> [String] {
    var lines = ["name: \(volume.name)", "id: \(volume.id)", "type: \(volume.layout)"]
    lines += ["transport_type: \(volume.transport)", "status: \(volume.isStarted ? "Started" : "Stopped")"]
    lines.append("profile_enabled: \(volume.isProfiled ? 1 : 0)")
    for (index, brick) in volume.bricks.enumerated() {
        let place = "Brick\(index + 1)."
        lines += ["\(place)path: \(brick.name)", "\(place)is_arbiter: \(brick.isArbiter ? 1 : 0)"]
        guard let local = brick.local else { continue }
        lines += ["\(place)status: \(local.isStarted ? "Started" : "Stopped")", "\(place)port: \(local.port ?? 0)"]
    }
    let counts: [(String, Int?)] = [
        ("brickcount", volume.counts.bricks), ("snap_count", volume.counts.snapshots),
        ("subvol_count", volume.counts.subvolumes), ("replica_count", volume.counts.replicas),
        ("arbiter_count", volume.counts.arbiters), ("disperse_count", volume.counts.disperse),
        ("redundancy_count", volume.counts.redundancy), ("gsync_count", volume.counts.geoReplicationSessions),
    ]
    lines += counts.compactMap { name, count in count.map { "\(name): \($0)" } }
    if let meets = volume.meetsServerQuorum { lines.append("quorum_status: \(meets ? "meets" : "does_not_meet")") }
    for (service, runs) in [("shd_svc", volume.runsSelfHealDaemon), ("snapd_svc", volume.runsSnapshotDaemon)] {
        if let runs { lines.append("\(service).online_status: \(runs ? "Online" : "Offline")") }
    }
    if let rebalance = volume.rebalance {
        let numbers: [(String, UInt64?)] = [
            ("files", rebalance.files), ("failures", rebalance.failures), ("skipped", rebalance.skipped),
            ("lookedup", rebalance.lookups),
        ]
        lines.append("rebalance.status: \(rebalance.status)")
        lines += numbers.compactMap { name, number in number.map { "rebalance.\(name): \($0)" } }
        if let bytes = rebalance.bytes { lines.append("rebalance.data: \(bytes)Bytes") }
    }
    return lines + volume.options.map { "options.\($0.key): \($0.value)" }
}
