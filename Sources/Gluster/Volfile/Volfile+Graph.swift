extension Volfile {
    /// The typed description of the volume, without credentials.
    func graph(of volume: String) -> VolumeGraph {
        VolumeGraph(volume: volume, subvolumes: sets, options: publicOptions)
    }

    private var sets: [Subvolume] {
        let distributed = blocks.last { distributes($0) }?.subvolumes.compactMap(foundation)
        return (distributed ?? blocks.filter { kind(of: $0) != nil }).compactMap(set)
    }

    /// The set or the client under a child of the distribution: with `performance.parallel-readdir` a translator of
    /// another kind lies between.
    private func foundation(_ name: String) -> Block? {
        var block = self[name]
        for _ in blocks {  // No longer: a text that is no volfile may lead round in a circle.
            guard let between = block, kind(of: between) == nil, between.subvolumes.count == 1 else { return block }
            block = self[between.subvolumes[0]]
        }
        return nil
    }

    private func distributes(_ block: Block) -> Bool {
        ["cluster/distribute", "cluster/nufa", "cluster/switch", "cluster/dht"].contains(block.type)
    }

    private func kind(of block: Block) -> Subvolume.Kind? {
        switch block.type {
        case "cluster/replicate", "cluster/afr": .replicate
        case "cluster/disperse", "cluster/ec": .disperse
        default: nil
        }
    }

    private func set(_ block: Block) -> Subvolume? {
        switch kind(of: block) {
        case .replicate:
            // The last child of a set with a thin arbiter is no replica: it holds no copy and no vote here.
            let clients = block["thin-arbiter"] == nil ? block.subvolumes[...] : block.subvolumes.dropLast()
            let bricks = self.bricks(clients, arbiters: block[count: "arbiter-count"] ?? 0)
            return Subvolume(name: block.name, kind: .replicate, rule: quorum(block, bricks.count), bricks: bricks)
        case .disperse:
            let bricks = self.bricks(block.subvolumes[...], arbiters: 0)
            let redundancy = block[count: "redundancy"] ?? 0
            let rule = WriteRule.atLeast(max(bricks.count - redundancy, block[count: "quorum-count"] ?? 0, 1))
            return Subvolume(name: block.name, kind: .disperse, rule: rule, bricks: bricks)
        default:
            guard block.type == "protocol/client" else { return nil }
            return Subvolume(
                name: block.name,
                kind: .distribute,
                rule: .any,
                bricks: bricks([block.name], arbiters: 0)
            )
        }
    }

    /// As AFR reads its options: without a type, sets of three and more use the majority, pairs use none.
    private func quorum(_ block: Block, _ count: Int) -> WriteRule {
        switch block["quorum-type"] ?? (count > 2 ? "auto" : "none") {
        case "auto": .majority
        case "fixed": .atLeast(block[count: "quorum-count"] ?? 1)
        default: .any
        }
    }

    private func bricks(_ clients: ArraySlice<String>, arbiters: Int) -> [Brick] {
        let known = clients.compactMap { self[$0] }.filter { $0.type == "protocol/client" }
        return known.enumerated().map { index, client in
            Brick(
                host: client["remote-host"] ?? "",
                path: client["remote-subvolume"] ?? "",
                client: client.name,
                role: index >= known.count - arbiters ? .arbiter : .data
            )
        }
    }

    /// Of clients nothing is passed on: that is where the credentials are.
    private var publicOptions: [String: String] {
        var options: [String: String] = [:]
        for block in blocks where block.type != "protocol/client" {
            for (name, _) in block.options where !name.hasSuffix("username") && !name.hasSuffix("password") {
                options["\(block.type).\(name)"] = block[name]
            }
        }
        return options
    }
}
