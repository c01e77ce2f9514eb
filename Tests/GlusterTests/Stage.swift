import Host

@testable import Gluster

/// A supervisor with workers that a test plays, and one volume to watch.
final class Stage: Sendable {
    static let list = WatchList(targets: [VolumeTarget(name: "photos", host: "h")])

    let supervisor: Supervisor
    /// The workers that were replaced.
    let ends = Channel<WorkerEnd>()

    convenience init(_ troupe: Troupe, silence: Duration = .seconds(600)) throws {
        try self.init(silence: silence) { () throws(SystemError) in try troupe.launch() }
    }

    init(
        silence: Duration = .seconds(600),
        _ launch: @escaping @Sendable () throws(SystemError) -> WorkerProcess
    ) throws {
        let ends = ends
        let limits = Supervisor.Limits(silence: silence, opening: .milliseconds(500), abandoned: 2)
        supervisor = try Supervisor(limits: limits, launch: launch) { ends.send($0) }
        supervisor.watch(Self.list)
    }

    /// To be called at the end of each test.
    func end() {
        supervisor.stop()
    }
}

/// A way for values from any thread to a test.
final class Channel<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func send(_ value: Value) {
        continuation.yield(value)
    }

    /// Waits for the next one.
    func next() async -> Value? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
