import CTestLinux
import Foundation
import Synchronization

/// Notes when this machine stood still: a virtual one gets no processor for a while, now and then.
///
/// One thread on each processor, which goes before all others, sleeps for a millisecond again and again. When it comes back
/// late, nobody else could have run there in time.
final class StallWatch: Sendable {
    typealias Span = Range<ContinuousClock.Instant>

    private let state = Mutex((stalls: [Span](), isOver: false))

    init() {
        for processor in 0..<ProcessInfo.processInfo.activeProcessorCount {
            let thread = Thread { [self] in watch(processor) }
            thread.start()
        }
    }

    private func watch(_ processor: Int) {
        _ = ctestlinux_pin(CInt(processor))
        var priority = sched_param(sched_priority: ScrapeClock.priority + 1)
        unsafe sched_setscheduler(0, SCHED_RR, &priority)
        while !state.withLock({ $0.isOver }) {
            let start = ContinuousClock.now
            usleep(1000)
            let end = ContinuousClock.now
            if end - start > .milliseconds(5) { state.withLock { $0.stalls.append(start..<end) } }
        }
    }

    func stop() {
        state.withLock { $0.isOver = true }
    }

    /// How long the machine stood still in a span of time; processors that did at the same time count once.
    func stalled(in span: Span) -> Duration {
        let stalls = state.withLock { $0.stalls }.map { $0.clamped(to: span) }.sorted { $0.lowerBound < $1.lowerBound }
        var total = Duration.zero
        var seen = span.lowerBound
        for stall in stalls where stall.upperBound > seen {
            total += stall.upperBound - max(stall.lowerBound, seen)
            seen = stall.upperBound
        }
        return total
    }
}
