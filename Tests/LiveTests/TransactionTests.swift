import Foundation
import Testing

extension LiveTests {
    @Suite("Transactions of the cluster")
    struct TransactionTests {
        /// One call after the other, so that none of them is in the way of another: nobody else may be either.
        private static let caller = """
            i=0
            while [ $i -lt 40 ]; do
                flock "$LAB/transactions" gluster --mode=script --glusterd-sock="$1" volume profile photos info cumulative \\
                    || echo FAILED
                i=$((i + 1))
            done 2>&1 | grep -E 'FAILED|transaction|Cumulative' | sort | uniq -c
            """

        @Test("are never in the way of the exporters, nor these of them")
        func free() async throws {
            try Lab.lab("gluster", "volume", "profile", "photos", "start")
            defer { _ = try? Lab.lab("gluster", "volume", "profile", "photos", "stop") }
            // Those that talk to glusterd, bricks and self-heal daemons.
            let flags = ["cluster", "profile", "self-heal-daemon"].map { "--collector.\($0)" }
            let exporters = try await Exporter.ofAllNodes(
                flags + ["--collector.disable-defaults", "--gluster.bricks=auto"],
                interval: "100ms"
            )
            let log = "\(try Lab.directory())/node1/log/glusterd.log"
            let asked = {
                try String(contentsOfFile: log, encoding: .utf8).matches(of: /Received request to get state/).count
            }
            let before = try asked()

            let results = try await withThrowingTaskGroup(of: String.self) { group in
                for node in [1, 1, 2, 3] {
                    let socket = try Lab.glusterdSocket(node)
                    group.addTask { try await onThread { try Lab.output("sh", ["-c", Self.caller, "sh", socket]) } }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            let polls = try asked() - before
            // Three bricks a call, 40 calls, and nothing else to be said.
            #expect(
                results.map { $0.split(separator: " ").joined(separator: " ") }
                    == Array(repeating: "120 Cumulative Stats:\n", count: 4)
            )
            #expect(polls > 20, "the exporter asked \(polls) times meanwhile")
            for exporter in exporters { #expect(!exporter.messages.contains("msg=\"collector fails\"")) }
        }
    }
}

/// Runs what blocks on a thread of its own.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result(catching: body)) }.start()
    }
}
