@testable import Gluster
@testable import GlusterRPC

/// Any bytes as a volfile: its description holds nothing secret, and a brick of it alone is the same brick, in a text
/// that makes Gluster run nothing.
@Sendable func tryVolfile(_ bytes: [UInt8]) -> String? {
    let volfile: Volfile
    do throws(VolfileError) {
        volfile = try Volfile.parse(bytes)
    } catch {
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        return (1...lines).contains(error.line ?? 1) ? nil : "there is no line \(error.line ?? 0)"
    }
    let graph = volfile.graph(of: "photos")
    let report = Report.graph(graph, watched: graph.bricks.map(\.name))
    guard (try? Report.parse(report.bytes)) == report else { return "the daemon gets another graph" }
    for set in graph.subvolumes where set.bricks.count <= 24 {
        if let fault = fault(in: set) { return fault }
    }
    if let secret = volfile.secrets.first(where: { graph.holds($0) }) { return "the secret \(secret) passes" }
    for block in volfile.blocks where volfile[block.name]?.type == "protocol/client" {
        if let fault = fault(inBrick: block.name, of: volfile) { return fault }
    }
    return nil
}

private func fault(in set: Subvolume) -> String? {
    let roles = set.bricks.map(\.role)
    let none = set.rule.spare(roles, up: roles.map { _ in false })
    let all = set.rule.spare(roles, up: roles.map { _ in true })
    if none >= 0 { return "\(set.name) can spare \(none) bricks of none" }
    return all < max(1, roles.count) ? nil : "\(set.name) can spare \(all) of \(roles.count) bricks"
}

extension Volfile {
    /// What stands in the text as a user name or a password, and nowhere else in it.
    fileprivate var secrets: [String] {
        let words = blocks.flatMap { block in
            [block.name, block.type] + block.subvolumes + block.options.flatMap { [$0.name, Array($0.value).text] }
        }
        let hidden = blocks.flatMap { block in
            block.options.filter { $0.name.hasSuffix("username") || $0.name.hasSuffix("password") }
                .map { Array($0.value).text }
        }
        return hidden.filter { secret in
            secret.utf8.count > 8 && words.count { $0.holds(secret) } == 1
        }
    }
}

extension VolumeGraph {
    fileprivate func holds(_ secret: String) -> Bool {
        let words = subvolumes.map(\.name) + bricks.flatMap { [$0.host, $0.path, $0.client] } + options.values
        return words.contains { $0.holds(secret) }
    }
}

private func fault(inBrick client: String, of volfile: Volfile) -> String? {
    guard let text = volfile.brick(client, pingTimeout: 3) else { return nil }
    if runs(text) { return "Gluster would run or refuse \(text.text)" }
    guard let alone = try? Volfile.parse(text), alone.blocks.count == 1, let block = alone.blocks.first,
        let original = volfile[client]
    else { return "no volfile of one brick: \(text.text)" }
    let options = original.options.filter { !["ping-timeout", "frame-timeout", "event-threads"].contains($0.name) }
    guard block.name == original.name, block.type == original.type, block.options.count == options.count + 3,
        zip(block.options, options).allSatisfy({ $0.name == $1.name && $0.value == $1.value }),
        block["ping-timeout"] == "3", block["frame-timeout"] == "30",
        block["event-threads"] == "1"
    else { return "another brick: \(text.text)" }
    return nil
}

/// Whether a text has a backtick outside of quotes, or quotes that do not end: as Gluster's lexer reads it, in which a
/// backslash within quotes stands before what is meant literally.
private func runs(_ text: [UInt8]) -> Bool {
    var isQuoted = false
    var rest = text[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: "\\"):
            if !isQuoted { return true }
            _ = rest.popFirst()
        case UInt8(ascii: "`"): return true
        case UInt8(ascii: "\n"): if isQuoted { return true }
        default: break
        }
    }
    return isQuoted
}

extension String {
    /// Byte by byte: Foundation's search ends the process over some texts.
    fileprivate func holds(_ other: String) -> Bool { Array(utf8).firstRange(of: Array(other.utf8)) != nil }
}
