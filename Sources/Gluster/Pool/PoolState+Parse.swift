public import GlusterRPC

extension PoolState {
    /// Reads the file that GET_STATE writes (release 10; keys that other releases add are passed over, and numbers that
    /// they leave out are nil).
    ///
    /// - Throws: ``RPCError/malformed(_:)`` for a file that is cut short or lacks what makes a pool, a volume or a
    ///   brick: half a truth is none.
    public static func parse(_ bytes: [UInt8]) throws(RPCError) -> PoolState {
        let text = try StateText(bytes)
        let global = text["Global"]
        guard let version: Int = global.number("op-version") else {
            throw .malformed("the state of the pool has no op-version")
        }
        var state = PoolState(node: try global.required("MYUUID"), operatingVersion: version)
        for record in text["Peers"].numbered("Peer") {
            var peer = try PoolPeer(record)
            // A label must tell them apart.
            if state.peers.contains(where: { $0.host == peer.host }) { peer.host = peer.uuid }
            state.peers.append(peer)
        }
        for record in text["Volumes"].numbered("Volume") {
            state.volumes.append(try PoolVolume(record))
        }
        for record in text["Services"].numbered("svc") {
            guard let name = record["name"] else { continue }
            state.services[name] = record["online_status"] == "Online"
        }
        return state
    }
}

extension PoolPeer {
    fileprivate init(_ record: StateText.Record) throws(RPCError) {
        let uuid = try record.required("uuid")
        let host = record["primary_hostname"] ?? ""
        self.init(
            host: host.isEmpty ? uuid : host,  // A peer that was probed and has not answered yet may have none.
            uuid: uuid,
            state: record["state"] ?? "",
            isConnected: record["connected"] == "Connected"
        )
    }
}

extension PoolVolume {
    fileprivate init(_ record: StateText.Record) throws(RPCError) {
        let transport = record["transport_type"] ?? ""
        self.init(
            name: try record.required("name"),
            id: record["id"] ?? "",
            layout: record["type"]?.lowercased() ?? "",
            transport: transport.hasPrefix("tcp_rdma") ? "tcp,rdma" : transport,
            isStarted: try record.required("status") == "Started"
        )
        isProfiled = record["profile_enabled"] == "1"
        for brick in record.numbered("Brick") {
            bricks.append(try PoolBrick(brick, in: record.place))
        }
        counts = Counts(record)
        switch record["quorum_status"] {
        case "meets": meetsServerQuorum = true
        case "does_not_meet": meetsServerQuorum = false
        default: meetsServerQuorum = nil
        }
        runsSelfHealDaemon = record.isOnline("shd_svc")
        runsSnapshotDaemon = record.isOnline("snapd_svc")
        rebalance = Rebalance(record)
        options = record.all("options.")
    }
}

extension PoolVolume.Counts {
    fileprivate init(_ record: StateText.Record) {
        bricks = record.number("brickcount")
        snapshots = record.number("snap_count")
        subvolumes = record.number("subvol_count")
        replicas = record.number("replica_count")
        arbiters = record.number("arbiter_count")
        disperse = record.number("disperse_count")
        redundancy = record.number("redundancy_count")
        geoReplicationSessions = record.number("gsync_count")
    }
}

extension PoolBrick {
    fileprivate init(_ record: StateText.Record, in volume: String) throws(RPCError) {
        let name = try record.required("path")
        // An IPv6 address has colons, and so may the path: the first `:/` is what parts them.
        guard let slash = name.utf8.indices.dropFirst().first(where: { name.utf8[$0] == UInt8(ascii: "/") }),
            name.utf8[name.utf8.index(before: slash)] == UInt8(ascii: ":")
        else { throw .malformed("the state of the pool has a strange path in \(volume).\(record.place)") }
        let local = record["status"].map { Local(isStarted: $0 == "Started", port: record.number("port")) }
        self.init(
            host: String(Substring(name.utf8[..<name.utf8.index(before: slash)])),
            path: String(Substring(name.utf8[slash...])),
            isArbiter: record["is_arbiter"] == "1",
            local: local.map { Local(isStarted: $0.isStarted, port: $0.port == 0 ? nil : $0.port) }
        )
    }
}

extension Rebalance {
    fileprivate init?(_ record: StateText.Record) {
        guard let status = record["rebalance.status"] else { return nil }
        self.init(status: status)
        files = record.number("rebalance.files")
        bytes = record["rebalance.data"].flatMap(Self.bytes)
        failures = record.number("rebalance.failures")
        skipped = record.number("rebalance.skipped")
        lookups = record.number("rebalance.lookedup")
    }

    /// Reads what `gf_uint64_2human_readable` wrote: `123Bytes`, and from 1024 on a tenth of a unit: `1.5MB`.
    private static func bytes(_ text: String) -> UInt64? {
        if text.hasSuffix("Bytes") { return UInt64(text.dropLast(5)) }
        let units = ["KB", "MB", "GB", "TB", "PB"]
        guard let index = units.firstIndex(where: { text.hasSuffix($0) }), let number = Double(text.dropLast(2)),
            (0..<8192).contains(number)
        else { return nil }
        return UInt64(number * Double(UInt64(1) << (10 * UInt64(index + 1))))
    }
}

extension StateText.Record {
    /// Whether a service of the volume runs; nil where glusterd has never had a reason to start it.
    fileprivate func isOnline(_ service: String) -> Bool? {
        guard self["\(service).inited"] != "False" else { return nil }
        return self["\(service).online_status"].map { $0 == "Online" }
    }
}
