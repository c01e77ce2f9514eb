import Foundation
import Host
import Testing

@testable import Probe

/// Against real directories.
@Suite struct SystemFilesTests {
    let directory = NSTemporaryDirectory() + "probe-" + UUID().uuidString

    private func write(_ path: String, _ text: String = "x") throws {
        let url = URL(filePath: "\(directory)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func source(_ targets: SiteTarget...) -> SiteSource {
        var settings = SiteSource.Settings()
        settings.freshness = .zero
        settings.deadline = .seconds(60)
        return SiteSource(targets: { targets }, settings, time: { 1000 })
    }

    @Test("looks at a directory of this machine, and finds it replaced")
    func real() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("www/index.html")
        let source = source(SiteTarget(site: "s", root: directory + "/www"))
        let state = try #require(await source.sites().first)
        #expect(state.summary == "stat open readdir read")
        #expect(state.place?.isOnGluster == false && state.place?.mount.type.isEmpty == false)
        try FileManager.default.moveItem(atPath: directory + "/www", toPath: directory + "/old")
        #expect(await source.sites().first?.failure == SystemError("stat", code: ENOENT))
        try write("www/index.html")
        #expect(await source.sites().first?.replacements == 1)
        #expect(await source.sites().first?.replacements == 1)
    }

    @Test("tells a root that is no directory, and one behind a link")
    func links() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("www/file")
        try FileManager.default.createSymbolicLink(atPath: directory + "/link", withDestinationPath: "www")
        let source = source(
            SiteTarget(site: "f", root: directory + "/www/file"),
            SiteTarget(site: "l", root: directory + "/link", file: "file"),
            SiteTarget(site: "m", root: directory + "/www", file: "missing")
        )
        let states = await source.sites()
        #expect(states.map(\.summary) == ["stat!other", "stat open readdir read", "stat open readdir read!not_found"])
    }

    @Test("keeps links inside the root directory of the process that serves them")
    func jail() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("www/file")
        try FileManager.default.createSymbolicLink(atPath: directory + "/abs", withDestinationPath: directory + "/www")
        let files = SystemFiles()
        let pid = ProcessInfo.processInfo.processIdentifier
        let handle = try files.find(RootPath(path: directory + "/abs", process: pid))
        defer { files.close(handle) }
        #expect(try files.identity(of: handle) == identity(directory + "/www"))
        #expect(try files.read(RootPath(path: directory + "/abs/file", process: pid), limit: 1))
        #expect(try !files.read(RootPath(path: directory + "/abs/file"), limit: 0))
    }

    private func identity(_ path: String) throws -> FileIdentity {
        let handle = try SystemFiles().find(RootPath(path: path))
        defer { SystemFiles().close(handle) }
        return try SystemFiles().identity(of: handle)
    }

    @Test("knows the mount of a handle by the number that the mount table has")
    func marks() throws {
        let handle = try SystemFiles().find(RootPath(path: "/proc/self/fd"))
        defer { SystemFiles().close(handle) }
        let mark = try #require(SystemFiles().mount(of: handle))
        #expect(MountTable.read().mounts.first { $0.id == mark.number }?.type == "proc")
        #expect(mark.unique != 0)
    }

    @Test("gives the entries of a directory, and no pipe keeps it waiting")
    func entries() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("www/file")
        unsafe #expect(mkfifo(directory + "/www/pipe", 0o600) == 0)
        let files = SystemFiles()
        let handle = try files.find(RootPath(path: directory + "/www"))
        let opened = try files.open(handle)
        defer { [handle, opened].forEach(files.close) }
        let entries = try files.entries(of: opened).filter(\.isFile)
        #expect(entries == [RootEntry(name: "file", isFile: true)])
        #expect(try !files.read(RootPath(path: directory + "/www/pipe"), limit: nil))
    }

    @Test("leaves no descriptor behind") func leaks() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("www/file")
        let root = directory + "/www"
        func ours() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                .count { (try? readLink("/proc/self/fd/\($0)"))?.hasPrefix(directory) == true }
        }
        let source = source(
            SiteTarget(site: "a", root: root),
            SiteTarget(site: "b", root: root, file: "none"),
            SiteTarget(site: "c", root: root + "/file")
        )
        for _ in 0..<50 { _ = await source.sites() }
        #expect(try ours() == 0)
    }

    @Test("knows itself, its namespace and when it began") func host() throws {
        let pid = ProcessInfo.processInfo.processIdentifier
        let host = SystemHost()
        #expect(try host.namespace(pid) == host.namespace(nil))
        #expect(host.user(pid) == geteuid())
        #expect(host.identity(pid)?.pid == pid)
        #expect(throws: SystemError("readlink", code: ENOENT)) { try host.namespace(0x3fff_ffff) }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write("stat", "cpu 1 2\nbtime 1000\nprocesses 7\n")
        let ticks = UInt64(sysconf(Int32(_SC_CLK_TCK)))
        #expect(ProcessIdentity(pid: 1, start: ticks * 5 / 2).startTime(proc: directory) == 1002.5)
        try write("stat", "btime x\n")
        #expect(ProcessIdentity(pid: 1, start: 0).startTime(proc: directory) == nil)
    }
}
