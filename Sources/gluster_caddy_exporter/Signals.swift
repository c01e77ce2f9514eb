import Dispatch
import Glibc
import Synchronization

/// What an operator asks of the daemon with signals.
final class Signals {
    enum Request: Sendable, Equatable {
        case reload
        /// Because of this signal.
        case stop(CInt)
    }

    /// In the order in which they came.
    let requests: AsyncStream<Request>
    private let sources: [any DispatchSourceSignal]

    /// To be called first of all, in the main thread.
    static func reset() {
        // Whoever started us may have left signals blocked, and then nothing but SIGKILL would end us.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_UNBLOCK, &all, nil)
        signal(SIGPIPE, SIG_IGN)
        // Whoever asks for a reload by the program's name, or before the settings have been read, means no harm.
        signal(SIGHUP, SIG_IGN)
        // Swift's runtime would start swift-backtrace on a crash: this program starts nothing but its worker.
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(crash, SIG_DFL)
        }
    }

    /// After the first signal to stop, the process ends when `patience` is over, whatever hangs; at the second, it ends
    /// at once.
    init(patience: DispatchTimeInterval = .milliseconds(900)) {
        let (stream, continuation) = AsyncStream.makeStream(of: Request.self)
        let queue = DispatchQueue(label: "signals")
        let ending = Ending(queue, patience)
        requests = stream
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in
                if number == SIGHUP { return _ = continuation.yield(.reload) }
                ending.begin()
                continuation.yield(.stop(number))
            }
            source.resume()
            return source
        }
    }
}

/// Sees to it that the process ends, without the threads that the rest of the program runs on.
private final class Ending: Sendable {
    private let queue: DispatchQueue
    private let patience: DispatchTimeInterval
    private let hasBegun = Atomic(false)

    init(_ queue: DispatchQueue, _ patience: DispatchTimeInterval) {
        self.queue = queue
        self.patience = patience
    }

    func begin() {
        guard !hasBegun.exchange(true, ordering: .relaxed) else { _exit(EXIT_FAILURE) }
        queue.asyncAfter(deadline: .now() + patience) { @Sendable in
            // Whoever reads standard error may hang as well.
            if canWrite(to: STDERR_FILENO) { complain("ends now, though not everything has come to its end") }
            _exit(EXIT_SUCCESS)
        }
    }
}

/// Whether a line can be written there without waiting: into a pipe that is full it cannot.
func canWrite(to descriptor: CInt) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLOUT) != 0
}
