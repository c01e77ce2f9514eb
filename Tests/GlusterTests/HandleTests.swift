import Foundation
import Testing

@testable import Gluster

/// Graphs without any brick, on libgfapi itself.
@Suite("A handle", .timeLimit(.minutes(5)))
struct HandleTests {
    /// Answers a lookup of the root, and fails to tell its capacity.
    private static let failing = """
        volume nothing
            type debug/sink
            option an-option-is-required yes
        end-volume
        volume failing
            type debug/error-gen
            option failure 100
            option enable statfs
            subvolumes nothing
        end-volume

        """

    @Test("may be asked by several threads while it fails: none frees what another asks", .enabled(if: hasTranslators))
    func failing() async throws {
        let handle = try Handle(volfile: Array(Self.failing.utf8), name: "failing")
        let failures = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { (0..<20_000).count { _ in (try? handle.capacity()) == nil } }
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 80_000)
    }
}

/// Debian's packages bring them along with the library.
private var hasTranslators: Bool {
    let files = FileManager.default
    let roots = ["/usr/lib/x86_64-linux-gnu/glusterfs", "/usr/lib/aarch64-linux-gnu/glusterfs"]
    return roots.contains { root in
        ((try? files.contentsOfDirectory(atPath: root)) ?? []).contains {
            files.fileExists(atPath: "\(root)/\($0)/xlator/debug/sink.so")
                && files.fileExists(atPath: "\(root)/\($0)/xlator/debug/error-gen.so")
        }
    }
}
