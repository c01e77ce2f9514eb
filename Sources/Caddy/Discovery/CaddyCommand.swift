/// A command line that runs a Caddy with an admin API: `caddy run …`, which is also what `caddy start` starts.
struct CaddyCommand: Sendable, Hashable {
    /// `--config`; as it is written.
    var configuration: String?
    /// `--adapter`.
    var adapter: String?
    /// `--resume`: what was loaded last goes before the file.
    var resumes = false

    init?(_ arguments: [String]) {
        guard arguments.count > 1, arguments[0].split(separator: "/").last == "caddy", arguments[1] == "run" else {
            return nil
        }
        var words = arguments.dropFirst(2).makeIterator()
        while let word = words.next() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].hasPrefix("--") ? String(parts[0].dropFirst()) : parts[0]
            switch name {
            case "-config", "-c": configuration = parts.count == 2 ? parts[1] : words.next()
            case "-adapter", "-a": adapter = parts.count == 2 ? parts[1] : words.next()
            case "-resume", "-r": resumes = parts.count == 1 || parts[1] == "true"
            default: break
            }
        }
    }

    static func isCaddy(_ commandLine: [UInt8]) -> Bool {
        let words = commandLine.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        return words.count > 1 && words[1].elementsEqual("run".utf8)
            && words[0].split(separator: UInt8(ascii: "/")).last?.elementsEqual("caddy".utf8) == true
    }
}
