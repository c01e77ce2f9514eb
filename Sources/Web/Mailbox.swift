import Dispatch
import Host
import Synchronization

/// What other threads and the loop of a server have in common.
final class Mailbox: Sendable {
    enum Message: Sendable {
        case serve(ServerSettings, Routes, [Listener])
        case outcome(connection: Int, Exchange.Outcome)
        case stop
    }

    let waker: Waker
    private let messages = Mutex<[Message]>([])
    private let counts = Mutex<[Int: UInt64]>([:])
    private let cuts = Mutex<[Cut: UInt64]>([:])
    private let sign = Mutex(ContinuousClock.Instant.now)
    private let end = DispatchSemaphore(value: 0)

    init() throws(WebError) {
        do throws(SystemError) {
            waker = try Waker()
        } catch {
            throw WebError("make a waker", code: error.code)
        }
    }

    func send(_ message: Message) {
        messages.withLock { $0.append(message) }
        waker.wake()
    }

    func take() -> [Message] {
        messages.withLock { messages in
            defer { messages.removeAll() }
            return messages
        }
    }

    /// The answers given so far, by status.
    var requestCounts: [Int: UInt64] { counts.withLock { $0 } }

    func count(_ status: Int) {
        counts.withLock { $0[status, default: 0] += 1 }
    }

    /// The connections ended so far for their clients' sake or ours.
    var cutCounts: [Cut: UInt64] { cuts.withLock { $0 } }

    func count(_ cut: Cut) {
        cuts.withLock { $0[cut, default: 0] += 1 }
    }

    /// When the loop last showed that it runs.
    var lastSign: ContinuousClock.Instant {
        get { sign.withLock { $0 } }
        set { sign.withLock { $0 = newValue } }
    }

    /// Says that the loop has ended.
    func finish() { end.signal() }

    /// Waits until the loop has ended; any number of threads may.
    func waitForTheEnd() {
        end.wait()
        end.signal()
    }
}
