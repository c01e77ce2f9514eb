import Foundation
import Testing

@testable import LogTail

@Suite("What is left to read")
struct LagTests {
    /// A file system that holds such files, unlike most disks.
    private static let memory = "/dev/shm/"

    @Test(
        "is no more than there are numbers, however large sparse files are",
        .enabled(if: FileManager.default.isWritableFile(atPath: memory))
    )
    func sparse() throws {
        let world = try LogWorld(below: Self.memory)
        world.look()
        world.write("1\n")
        world.look()
        let size = 6 << 60
        #expect(world.stretch(to: size))
        for _ in 0..<2 {
            world.roll()
            #expect(world.stretch(to: size))
        }
        world.restart()
        #expect(world.lookOnce())
        #expect(world.progress.lagBytes == .max)
    }
}
