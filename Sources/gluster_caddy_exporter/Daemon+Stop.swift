import Dispatch
import Glibc
import Gluster
import Host
import Logging
import Web

extension Daemon {
    /// How long the parts have to come to their end, all at the same time, and the logs among them.
    private static let patience = Duration.milliseconds(600)
    private static let logPatience = Duration.milliseconds(400)

    /// Ends everything: the sockets first of all, the worker, and the reading of logs, whose positions are kept.
    ///
    /// What hangs is waited for only as long as leaves time to say so.
    func stop(because signal: CInt) {
        manager.isStopping()
        log.info("stopping", metadata: ["signal": "\(signal)"])
        watch.stop()
        polling.stop()
        let parts: [(name: String, end: @Sendable () -> Void)] = [
            ("web", { [server] in server.stop() }),
            ("logs", { [host] in host.stop(within: Self.logPatience) }),
            ("pool", { [pool] in pool.stop() }),
            (
                "worker",
                { [gluster] in
                    gluster.stop()
                    _ = gluster.hasEnded(within: Self.patience)
                }
            ),
        ]
        let slow = inTime(Self.patience, parts)
        if !slow.isEmpty { log.warning("not ended in time", metadata: ["parts": "\(slow.joined(separator: ","))"]) }
        // Whoever reads or writes a disk looks like one that hangs, for a moment.
        var stuck = stuckThreads()
        for _ in 0..<5 where !stuck.isEmpty {
            usleep(20_000)
            stuck = stuckThreads()
        }
        guard !stuck.isEmpty else { return }
        log.warning(
            "threads hang in the kernel: the process ends when they return",
            metadata: ["threads": "\(stuck.joined(separator: ","))"]
        )
    }
}

/// Does all of it at the same time, each on a thread of its own.
///
/// - Returns: The names of what has not ended in time.
func inTime(_ patience: Duration, _ parts: [(name: String, end: @Sendable () -> Void)]) -> [String] {
    let deadline = DispatchTime.now() + patience.seconds
    let groups = parts.map { part in
        let group = DispatchGroup()
        group.enter()
        do throws(SystemError) {
            try startThread("stop") {
                part.end()
                group.leave()
            }
        } catch {
            part.end()
            group.leave()
        }
        return group
    }
    return zip(parts, groups).filter { $1.wait(timeout: deadline) != .success }.map(\.0.name)
}
