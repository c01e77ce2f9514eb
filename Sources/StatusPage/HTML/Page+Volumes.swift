import Collectors

extension Page {
    var volumes: Markup {
        guard has("volume", "brick", "heal") else { return Markup() }
        let none = model.volumes.isEmpty ? none("No volumes are watched.", ["volume", "brick", "heal"]) : Markup()
        return section(
            "volumes",
            "Volumes",
            ["volume", "brick", "heal"],
            "\(none)\(model.volumes.markup(volume))"
        )
    }

    private func volume(_ volume: VolumeModel) -> Markup {
        // Whatever needs a look is open, by itself.
        let open: Markup = volume.level >= .unknown ? " open data-open" : ""
        return """
            <details id="\(volume.anchor)" class="volume"\(open)>
            <summary>\(Parts.mark(volume.level)) <h3>\(Parts.name(volume.name))</h3> \
            <span class="digest">\(digest(volume))</span></summary>
            \(reason(volume))\(volume.sets.isEmpty ? Markup() : bricks(volume))</details>

            """
    }

    private func digest(_ volume: VolumeModel) -> Markup {
        var parts: [Markup] = []
        if volume.isStopped {
            parts.append("stopped")
        } else {
            switch volume.isUp {
            case true?: break
            case false?: parts.append("<strong>does not answer</strong>")
            case nil: parts.append("<strong>not known whether it answers</strong>")
            }
        }
        if !volume.layout.isEmpty { parts.append("\(volume.layout)") }
        if volume.bricks > 0 {
            let down = volume.bricksDown > 0 ? ", \(Amount.grouped(volume.bricksDown)) down" : ""
            parts.append("\(Amount.count(volume.bricks, "brick", "bricks"))\(down)")
        }
        let waiting = volume.sets.compactMap { $0.heal?.entries }.reduce(0, +)
        if waiting > 0 { parts.append("\(Amount.grouped(waiting)) waiting for heal") }
        if let fill = volume.fill {
            parts.append("\(Parts.fill(fill.ratio)) of \(Amount.bytes(fill.size))")
        }
        return parts.enumerated().markup { "\($0.offset > 0 ? " · " : "")\($0.element)" }
    }

    private func reason(_ volume: VolumeModel) -> Markup {
        guard volume.isUp == false, let failure = volume.failure else { return Markup() }
        return "<p class=\"reason\">The volume does not answer: \(failure).</p>\n"
    }

    private func bricks(_ volume: VolumeModel) -> Markup {
        let heads = [
            ("Brick", false), ("State", false), ("Full", false), ("Inodes", false), ("Round trip", true),
            ("Waiting for heal", true),
        ]
        return Parts.table("Bricks of \(volume.name), by set", heads, volume.sets.markup(set))
    }

    private func set(_ set: SetModel) -> Markup {
        """
        <tbody id="\(set.anchor)">
        <tr class="set"><th scope="rowgroup" colspan="6">\(Parts.mark(set.level)) \(Parts.name(set.name)) \
        <span class="digest">\(digest(set))</span>\(paths(set.splitBrain))</th></tr>
        \(set.bricks.markup(brick))</tbody>

        """
    }

    private func digest(_ set: SetModel) -> Markup {
        var parts: [Markup] = []
        let count = Amount.count(set.size, "brick", "bricks")
        parts.append(set.down > 0 ? "<strong>\(set.down) of \(count) down</strong>" : "\(count)")
        switch set.spare {
        case let spare? where spare < 0:
            let missing = Amount.count(-spare, "brick comes", "bricks come")
            parts.append("<strong>writes fail until \(missing) back</strong>")
        case 0?: parts.append("none to spare")
        case let spare?: parts.append("\(spare) to spare")
        case nil: parts.append("spare not known")
        }
        if let heal = set.heal { parts.append(waiting(heal, set.isWatchedWhole)) }
        if set.splitBrain.entries > 0 {
            parts.append("<strong>\(Amount.grouped(set.splitBrain.entries)) in split-brain</strong>")
        }
        return parts.enumerated().markup { "\($0.offset > 0 ? " · " : "")\($0.element)" }
    }

    private func waiting(_ heal: SetModel.Heal, _ isWhole: Bool) -> Markup {
        guard let entries = heal.entries else { return "what waits for heal is not known" }
        // What a brick of another node waits to give to one of ours stands in that one's index.
        guard entries > 0 else { return isWhole ? "nothing waits for heal" : "nothing waits for heal here" }
        let since: Markup = heal.since.map { ", for \(Parts.moment($0, Amount.span(model.now - $0)))" } ?? ""
        let oldest: Markup =
            heal.oldest.map { ", the oldest for \(Parts.moment($0, Amount.span(model.now - $0)))" } ?? ""
        return "\(Amount.grouped(entries)) waiting for heal\(since)\(oldest)"
    }

    private func paths(_ splitBrain: SetModel.SplitBrain) -> Markup {
        guard !splitBrain.paths.isEmpty else { return Markup() }
        let more: Markup = splitBrain.isTruncated ? "<li>more waits than was looked at</li>" : ""
        return """
            <ul class="paths">\(splitBrain.paths.markup { entry in
                let kinds = entry.kinds.joined(separator: ", ")
                return "<li>\(Parts.name(entry.path)) <span class=\"digest\">\(kinds)</span></li>"
            })\(more)</ul>
            """
    }

    private func brick(_ brick: BrickRow) -> Markup {
        let local: Markup = brick.isLocal == true ? " <span class=\"tag\">this node</span>" : ""
        let role: Markup = brick.role == "data" ? "" : " <span class=\"tag\">\(brick.role)</span>"
        let blamed: Markup =
            brick.blamed > 0 ? " <span class=\"tag\">\(Amount.grouped(brick.blamed)) behind</span>" : ""
        return """
            <tr><th scope="row">\(Parts.name(brick.name))\(local)\(role)</th>\
            <td class="wide">\(state(of: brick))</td>\
            <td class="amount">\(Parts.fill(brick.fill?.ratio))</td>\
            <td class="amount">\(brick.fill.map { $0.inodeRatio.map(Parts.fill) ?? "as needed" } ?? Parts.dash)</td>\
            <td class="number">\(brick.roundTrip.map { "\(Amount.duration($0))" } ?? Parts.dash)</td>\
            <td class="number">\(brick.pending.map { "\(Amount.grouped($0))" } ?? Parts.dash)\(blamed)</td></tr>

            """
    }

    private func state(of brick: BrickRow) -> Markup {
        switch brick.state {
        case .up: Parts.state(.good, "up")
        case .down(let why): Parts.state(.bad, why.map { "down: \($0)" } ?? "down")
        case .unwatched(isConnected: true): Parts.state(.good, "connected")
        case .unwatched(isConnected: false): Parts.state(.bad, "not connected")
        case .unwatched(isConnected: nil), .unknown: Parts.state(.unknown, "not known yet")
        }
    }
}
