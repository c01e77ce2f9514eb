import Dispatch
import Glibc

/// The signals that end the daemon, as something to wait for.
final class Signals {
    private let ends: AsyncStream<CInt>
    private let sources: [any DispatchSourceSignal]

    /// To be called first of all, in the main thread.
    static func reset() {
        // Whoever started us may have left signals blocked, and then nothing but SIGKILL would end us.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_UNBLOCK, &all, nil)
        signal(SIGPIPE, SIG_IGN)
        // Swift's runtime would start swift-backtrace on a crash: this program starts nothing but its worker.
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(crash, SIG_DFL)
        }
    }

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: CInt.self)
        ends = stream
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
