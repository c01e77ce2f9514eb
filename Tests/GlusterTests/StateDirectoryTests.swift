import Foundation
import Host
import Testing

@testable import Gluster

@Suite("The directory of state files")
struct StateDirectoryTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
    private let files = FileManager.default
    private let process = getpid()

    private var directory: StateDirectory { StateDirectory(path) }

    @Test("is made for its owner alone, and used again")
    func made() throws {
        defer { end() }
        _ = try directory.open()
        #expect(try mode() == 0o700)
        _ = try StateDirectory("\(path)//").open()
    }

    @Test("may be readable by others, not writable", arguments: [0o700, 0o755, 0o770, 0o702, 0o1777] as [mode_t])
    func modes(_ mode: mode_t) throws {
        defer { end() }
        try make()
        unsafe chmod(path, mode)
        let error = refusal(directory)
        if mode & 0o022 == 0 {
            #expect(error == nil)
        } else {
            let allowed = "allowed: a directory of user \(geteuid()) that nobody else can write to (mode 0700)"
            #expect(
                error?.description == "state directory \(path): its mode is 0\(String(mode, radix: 8)); \(allowed)"
            )
            #expect(error?.kind == "permission")
        }
    }

    @Test("must belong to whoever uses it")
    func owner() throws {
        defer { end() }
        try make()
        let error = refusal(StateDirectory(path, user: geteuid() + 1))
        #expect(error?.cause == .owner(geteuid()))
        #expect(error?.description.hasPrefix("state directory \(path): it belongs to user \(geteuid()); ") == true)
        #expect(error?.kind == "permission")
    }

    @Test("must not be a link, with or without a slash behind it, nor a file")
    func links() throws {
        defer { end() }
        try make()
        let link = "\(path)-link"
        try files.createSymbolicLink(atPath: link, withDestinationPath: path)
        defer { try? files.removeItem(atPath: link) }
        let notOne = StateDirectoryError.Cause.errno(step: "open", code: ENOTDIR)
        #expect(refusal(StateDirectory(link))?.cause == notOne)
        #expect(refusal(StateDirectory("\(link)/"))?.cause == notOne)
        put("file")
        #expect(refusal(StateDirectory("\(path)/file"))?.cause == notOne)
        #expect(refusal(StateDirectory("\(path)/file"))?.kind == "other")
    }

    @Test("is not made where it cannot be")
    func parent() {
        let error = refusal(StateDirectory("/proc/none"))
        #expect(error?.cause == .errno(step: "create", code: ENOENT))
        #expect(refusal(StateDirectory("\(path)/a/b"))?.cause == .errno(step: "create", code: ENOENT))
    }

    @Test("gives each question a name of its own, also when others ask meanwhile")
    func newNames() {
        let names = [directory.newName(), directory.newName(), StateDirectory("/elsewhere").newName()]
        #expect(Set(names).count == 3)
        let prefix = "state.\(process)."
        #expect(names.allSatisfy { $0.hasPrefix(prefix) && UInt64($0.dropFirst(prefix.count)) != nil })
    }

    @Test("gives a whole file, and only a regular one that is not too large")
    func read() throws {
        defer { end() }
        let place = try directory.open()
        put("whole", "text")
        #expect(try place.read("whole", limit: 4) == Array("text".utf8))
        put("empty", "")
        #expect(try place.read("empty", limit: 4) == [])
        #expect(throws: OpenStateDirectory.ReadError.oversized(limit: 3)) { try place.read("whole", limit: 3) }

        try files.createSymbolicLink(atPath: "\(path)/link", withDestinationPath: "\(path)/whole")
        #expect(throws: failure(.errno(step: "open a state file", code: ELOOP))) { try place.read("link", limit: 4) }
        unsafe mkfifo("\(path)/pipe", 0o600)
        #expect(throws: failure(.errno(step: "open a state file", code: EINVAL))) { try place.read("pipe", limit: 4) }
        #expect(throws: failure(.unseen)) { try place.read("none", limit: 4) }
    }

    @Test("is cleaned of what its own process has asked for, and of nothing else")
    func own() throws {
        defer { end() }
        try make()
        let others = ["state.1.1", "state.\(process)", "state.\(process).x", "other.\(process).1", "state.-1.1"]
        for name in others + ["state.\(process).1", "state.\(process).77"] { put(name) }
        directory.removeOwn()
        #expect(try left() == others.sorted())
    }

    @Test("is cleaned of what dead processes have left, and of nothing else")
    func abandoned() throws {
        defer { end() }
        try make()
        let kept = ["state.1.1", "state.\(process).1", "state.0.1", "state.99999999999.1", "stat.2147483647.1"]
        for name in kept + ["state.2147483647.1", "state.2147483646.5"] { put(name) }
        directory.removeAbandoned()
        #expect(try left() == kept.sorted())
    }

    @Test("is not cleaned where it is not private, or not there")
    func untrusted() throws {
        defer { end() }
        directory.removeOwn()
        #expect(!files.fileExists(atPath: path))
        try make()
        put("state.\(process).1")
        unsafe chmod(path, 0o777)
        directory.removeOwn()
        #expect(try left().count == 1)
    }

    @Test("is looked at without losing a descriptor")
    func descriptors() throws {
        defer { end() }
        func count() throws -> Int { try files.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try count()
        for _ in 0..<300 {
            put("state.\(process).1")
            _ = try? directory.open().read("state.\(process).1", limit: 0)
            _ = refusal(StateDirectory(path, user: 1))
            directory.removeOwn()
        }
        #expect(try count() < before + 100)  // Other tests have theirs at the same time.
    }

    private func make() throws {
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        unsafe chmod(path, 0o700)
    }

    private func put(_ name: String, _ text: String = "x") {
        _ = files.createFile(atPath: "\(path)/\(name)", contents: Data(text.utf8))
    }

    private func left() throws -> [String] { try files.contentsOfDirectory(atPath: path).sorted() }

    private func mode() throws -> Int? {
        try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func end() {
        try? files.removeItem(atPath: path)
    }

    private func refusal(_ directory: StateDirectory) -> StateDirectoryError? {
        do throws(StateDirectoryError) {
            _ = try directory.open()
            return nil
        } catch {
            return error
        }
    }

    private func failure(_ cause: StateDirectoryError.Cause) -> OpenStateDirectory.ReadError {
        .directory(StateDirectoryError(path, cause))
    }
}
