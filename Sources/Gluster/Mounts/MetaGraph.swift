import Host

/// What does not change in a graph of a FUSE client: looked at once, when the graph comes into use.
struct MetaGraph: Sendable, Hashable {
    /// Of its directory under `.meta/graphs`: `HOST-PID-YYYY-MM-DD-HH:MM:SS.uuuuuu +ZZZZ`, which no other graph has.
    var name: String
    /// Identity of the client process.
    var processID: String
    var version: String
    /// How many graphs the client had before.
    var number: Int
    /// From the application down to the bricks.
    var translators: [Translator]
    /// Whether reading a `profile` sets it to zero, as release 10 does; nil until that could be tried.
    private(set) var isResetByReading: Bool?

    struct Translator: Sendable, Hashable {
        var name: String
        /// `performance/md-cache`, …
        var type: String
        /// Of a `protocol/client`: `host:/path`.
        var brick: String?
    }

    /// Below what is `VOL/profile`: empty unless somebody has switched `diagnostics.latency-measurement` on.
    ///
    /// An operation is put down to the translator at which its frame ends: the first one that does not merely hand it
    /// on. That is always md-cache for what md-cache knows; where it is switched off, the topmost that shows the
    /// operation.
    var applicationTranslators: [Translator] {
        let caching = translators.filter { $0.type.hasPrefix("performance/") || $0.type == "features/utime" }
        return caching.first { $0.type == "performance/md-cache" }.map { [$0] } ?? caching
    }

    /// The number of the client's process, in its own PID namespace; nil when the name is an unusual one.
    var pid: Int32? { Self.pid(graph: name) }

    static func pid(graph name: String) -> Int32? {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        // A zone west of Greenwich brings a dash more.
        let date = words.indices.dropFirst(2).last { index in
            index + 3 < words.count && words[index].count == 4 && words[index].allSatisfy(\.isNumber)
                && words[index + 1].count == 2 && words[index + 2].count == 2
        }
        return date.flatMap { Int32(words[$0 - 1]) }
    }
}

extension MetaGraph {
    /// Looks at it; `known` is the graph before, of this client or of another.
    init(_ name: String, under meta: String, _ files: some MountFiles, after known: MetaGraph?) throws(SystemError) {
        self.name = name
        processID = MetaFile.word(try files.read("\(meta)/process_uuid"))
        version = MetaFile.release(try files.read("\(meta)/version")) ?? ""
        // Newer releases may clean up graphs that are no longer used.
        let graphs = try files.list("\(meta)/graphs").count { $0 != "active" }
        number = max(0, graphs - 1)
        if let known, known.processID == processID {
            number = max(number, known.number + 1)
            isResetByReading = known.isResetByReading
        }

        let directory = "\(meta)/graphs/\(name)"
        translators = []
        // The directory's own order is that of the graph, from the top down.
        for child in try files.list(directory) where child != "top" && child != "volfile" {
            let type = MetaFile.word(try files.read("\(directory)/\(child)/type"))
            var translator = Translator(name: child, type: type)
            if type == "protocol/client" {
                // Beside these lies the password, which is nobody's business.
                let host = MetaFile.word(try files.read("\(directory)/\(child)/options/remote-host"))
                let path = MetaFile.word(try files.read("\(directory)/\(child)/options/remote-subvolume"))
                translator.brick = "\(host):\(path)"
            }
            translators.append(translator)
        }
    }

    /// Finds out whether reading resets, of a client that measures.
    ///
    /// Tried on the translator that serves `.meta` itself, and counts whatever we open. The second reading may find what
    /// the trial itself has opened: it says nothing before the first one finds more.
    mutating func tryReset(under meta: String, _ files: some MountFiles) throws(SystemError) {
        guard isResetByReading == nil else { return }
        guard let server = translators.first(where: { $0.type == "meta" }) else { return isResetByReading = false }
        let path = "\(meta)/graphs/\(name)/\(server.name)/profile"
        let first = MetaProfile.parse(try files.read(path))["open"]?.count ?? 0
        guard first > 2 else { return }
        let second = MetaProfile.parse(try files.read(path))["open"]?.count ?? 0
        isResetByReading = second < first
    }
}
