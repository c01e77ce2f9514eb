import Dispatch
import Glibc

/// The signals that end the daemon, as something to wait for.
final class Signals {
    private let ends: AsyncStream<CInt>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: CInt.self)
        ends = stream
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in continuation.yield(number) }
            source.resume()
            return source
        }
    }

    /// Waits for the first of them.
    func next() async -> CInt? {
        for await number in ends { return number }
        return nil
    }
}
