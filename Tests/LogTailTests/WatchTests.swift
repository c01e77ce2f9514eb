import Foundation
import Glibc
import Host
import Testing

@testable import LogTail

struct WatchTests {
    @Test("watches only the directories of the logs that are followed at present")
    func directories() throws {
        let here = try LogWorld()
        let gone = try LogWorld()
        let watch = try Watch()
        watch.set([here.directory, gone.directory])
        here.write("1\n")
        gone.write("1\n")
        #expect(watch.changes() == [here.path, gone.path])
        watch.set([here.directory])
        _ = watch.changes()
        gone.write("2\n")
        #expect(try !Waker().wait(.zero, socket: watch.file), "the kernel has nothing more to tell of it")
        here.write("2\n")
        #expect(watch.changes() == [here.path])
    }
}
