import Glibc
import Host

/// Reads a FUSE client's `.meta` poll by poll, and remembers what does not change and what reading would lose.
struct MetaReader: Sendable {
    private(set) var graph: MetaGraph?
    private var book = ProfileBook()
    private var wasMeasured = false

    /// Reads what the client of the mount at `root` tells; what was counted until it failed is not lost.
    mutating func read(_ root: String, _ files: some MountFiles) throws(SystemError) -> MountClient {
        let meta = "\(root)/.meta"
        let name = try files.link("\(meta)/graphs/active")
        guard !name.isEmpty, !name.contains("/") else { throw SystemError("readlink", code: EINVAL) }
        var graph: MetaGraph
        if let known = self.graph, known.name == name {
            graph = known
        } else {
            graph = try MetaGraph(name, under: meta, files, after: self.graph)
            book.beginGraph(Set(graph.translators.compactMap(\.brick)))
            self.graph = graph
        }

        let directory = "\(meta)/graphs/\(name)"
        var client = MountClient(version: graph.version, processID: graph.processID, graph: graph.number)
        let isMeasured = try readApplications(&graph, under: meta, files)
        let isReset = graph.isResetByReading == true
        wasMeasured = isMeasured
        for translator in graph.translators {
            let path = "\(directory)/\(translator.name)"
            if MetaCaches.types.contains(translator.type), let bytes = try present(files, "\(path)/private") {
                client.caches.merge(MetaCaches.parse(bytes, type: translator.type)) { $1 }
            }
            guard let brick = translator.brick, let bytes = try present(files, "\(path)/private") else { continue }
            if isMeasured, let profile = try present(files, "\(path)/profile") {
                book.take(MetaProfile.parse(profile), brick: brick, isReset: isReset)
            }
            guard let isConnected = MetaFile.isConnected(bytes) else { continue }
            client.bricks[brick] = MountClient.MountBrick(
                isConnected: isConnected,
                total: isMeasured ? total(of: brick) : nil
            )
        }
        if isMeasured { client.operations = book.totals[ProfileBook.applications] ?? [:] }
        return client
    }

    /// Whether the client measures, and it is known what reading does to that. One that did says so itself where its profile, which was empty after the last look,
    /// has something again.
    private mutating func readApplications(
        _ graph: inout MetaGraph,
        under meta: String,
        _ files: some MountFiles
    ) throws(SystemError) -> Bool {
        let isLikely = wasMeasured && graph.isResetByReading == true
        if !isLikely, try !isMeasured(meta, files) { return false }
        try graph.tryReset(under: meta, files)
        self.graph = graph
        guard let isReset = graph.isResetByReading else { return false }
        var hasCounted = false
        for (rank, translator) in graph.applicationTranslators.enumerated() {
            let path = "\(meta)/graphs/\(graph.name)/\(translator.name)/profile"
            guard let bytes = try present(files, path) else { continue }
            let profile = MetaProfile.parse(bytes)
            hasCounted = hasCounted || !profile.isEmpty
            book.take(profile, translator, rank: rank, isReset: isReset)
        }
        if !isLikely || hasCounted { return true }
        return try isMeasured(meta, files)
    }

    private func isMeasured(_ meta: String, _ files: some MountFiles) throws(SystemError) -> Bool {
        MetaFile.word(try files.read("\(meta)/measure_latency")) == "1"
    }

    private func total(of brick: String) -> MountClient.OperationTotal {
        (book.totals[brick] ?? [:]).values.reduce(into: MountClient.OperationTotal(count: 0, seconds: 0)) { $0 += $1 }
    }

    /// Nil for a file that this release does not have.
    private func present(_ files: some MountFiles, _ path: String) throws(SystemError) -> [UInt8]? {
        do {
            return try files.read(path)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }
}
