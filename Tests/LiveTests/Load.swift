import Foundation
import Synchronization

/// Somebody who writes files of several sizes to a volume, reads them back and removes them, again and again.
final class Load: Sendable {
    private let state = Mutex((rounds: 0, isAsked: false, isOver: false))

    init(_ volume: String) throws {
        let directory = "\(try Lab.mount(volume))/load-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        Thread { [self] in
            while !state.withLock({ $0.isAsked }) {
                for size in [1, 700, 5000, 70_000, 300_000] {
                    let file = URL(filePath: "\(directory)/\(size)")
                    try? Data(count: size).write(to: file)
                    _ = try? Data(contentsOf: file)
                    try? FileManager.default.removeItem(at: file)
                }
                state.withLock { $0.rounds += 1 }
            }
            try? FileManager.default.removeItem(atPath: directory)
            state.withLock { $0.isOver = true }
        }.start()
    }

    var rounds: Int { state.withLock { $0.rounds } }

    /// Asks it to end.
    func end() { state.withLock { $0.isAsked = true } }

    /// Returns when the last call has come back.
    func stop() async throws {
        end()
        try await eventually("the load has ended") { state.withLock { $0.isOver } ? true : nil }
    }
}
