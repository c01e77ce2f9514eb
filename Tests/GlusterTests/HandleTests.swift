import Foundation
import Synchronization
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
        // On threads of its own: what blocks must not keep those that all other tests share.
        let failures = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Self.failures(of: 4, calls: 5_000)) }
        }
        #expect(failures == 20_000)
    }

    @Test(
        "of a brick is given up, to be opened again, when its graph died at birth, whoever asks it",
        .enabled(if: hasTranslators),
        arguments: [false, true]
    )
    func dead(_ asksIndex: Bool) async throws {
        let text = Array(Self.failing.replacing("enable statfs", with: "enable lookup").utf8)
        let (isActive, isOpen, abandoned) = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.failedTwice(text, asksIndex) }) }
        }
        #expect(!isActive)
        #expect(!isOpen)
        #expect(abandoned == 1)
    }

    /// Whether the handle's graph was active, whether the link still has one, and how many were abandoned.
    private static func failedTwice(_ text: [UInt8], _ asksIndex: Bool) throws -> (Bool, Bool, UInt32) {
        let hub = Hub(Outbox(unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)))
        let link = BrickLink("h:/b", of: "v", volfile: text, hub: hub, hold: .zero, patience: .zero)
        link.connected(true)
        let isActive = try link.handle().isActive
        let brick = Brick(host: "h", path: "/b", client: "v-client-0", role: .data)
        let subvolume = Subvolume(name: "v-replicate-0", kind: .replicate, rule: .majority, bricks: [brick])
        let set = LinkedSet(subvolume: subvolume, links: [link]) { nil }
        for _ in 1...2 {
            if asksIndex { _ = try? set.indexStamp(0) } else { link.answered(false) }
        }
        return (isActive, link.isOpen, hub.abandoned)
    }

    private static func failures(of threads: Int, calls: Int) -> Int {
        guard let handle = try? Handle(volfile: Array(failing.utf8), name: "failing") else { return 0 }
        let total = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            let count = (0..<calls).count { _ in (try? handle.capacity()) == nil }
            total.withLock { $0 += count }
        }
        return total.withLock { $0 }
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
