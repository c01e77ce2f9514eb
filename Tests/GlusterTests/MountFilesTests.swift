import Foundation
import Host
import Testing

@testable import Gluster

@Suite("The files of a mount")
struct MountFilesTests {
    @Test(
        "are read whole up to 64 KiB, however many pieces that takes",
        arguments: [0, 1, 8191, 8192, 8193, 20_000, 65_536]
    )
    func whole(_ size: Int) throws {
        let path = NSTemporaryDirectory() + "mount-files-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try Data(bytes + (size == 65_536 ? [1] : [])).write(to: URL(filePath: path))
        #expect(try LocalMountFiles().read(path) == bytes)
    }

    @Test("are all listed, or none where that fails on the way")
    func list() throws {
        let path = NSTemporaryDirectory() + "mount-files-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: "\(path)/a/b", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: "\(path)/c"))
        #expect(try LocalMountFiles().list(path).sorted() == ["a", "c"])
        guard let directory = unsafe opendir(path) else { throw SystemError("opendir", code: errno) }
        defer { unsafe closedir(directory) }
        let file = unsafe open("\(path)/c", O_RDONLY)
        defer { close(file) }
        // A directory that has become something else.
        let number = unsafe dirfd(directory)
        #expect(dup2(file, number) == number)
        let names = Result { () throws(SystemError) in unsafe try LocalMountFiles.names(directory) }
        #expect(names == .failure(SystemError("readdir", code: ENOTDIR)))
    }

    @Test("say what failed")
    func failing() {
        #expect(throws: SystemError("open", code: ENOENT)) { try LocalMountFiles().read("/nowhere") }
        #expect(throws: SystemError("read", code: EISDIR)) { try LocalMountFiles().read("/") }
    }
}
