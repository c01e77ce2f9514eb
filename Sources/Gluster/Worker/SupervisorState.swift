/// What the supervisor knows: its worker's reports, who waits for them, and what to tell the worker next.
struct SupervisorState: Sendable {
    struct Waiter: Sendable {
        var round: UInt64
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Supervisor.Outcome, Never>
    }

    var book = RoundBook()
    var list = WatchList()
    var round: UInt64 = 0
    /// When the worker was told of the first round that it has not taken yet.
    var roundStart: ContinuousClock.Instant?
    var commands: [Command] = []
    var waiters: [Waiter] = []
    var isStopping = false
    private var openingSince: [Subject: ContinuousClock.Instant] = [:]
    private(set) var holds = Holds()
    private var lastEnd = WorkerEnd.spawn

    /// What a worker must know to answer: what to watch now, less what hung lately, and the round that is being asked.
    var introduction: [Command] {
        var list = list
        list.holds = holds.current()
        return [.watch(list)] + (waiters.isEmpty ? [] : [.poll(round: round)])
    }

    mutating func watch(_ list: WatchList) {
        self.list = list
        book.targets = list.targets
        holds.keep(Set(list.targets.map(\.name)))
        commands += introduction
    }

    /// Asks for a new round; returns the answer when there is nobody left to ask.
    mutating func ask(
        _ continuation: CheckedContinuation<Supervisor.Outcome, Never>,
        deadline: ContinuousClock.Instant
    ) -> Supervisor.Outcome? {
        guard !isStopping else { return .failure(.worker(lastEnd)) }
        round += 1
        commands.append(.poll(round: round))
        waiters.append(Waiter(round: round, deadline: deadline, continuation: continuation))
        return nil
    }

    mutating func apply(_ reports: [Report], at now: ContinuousClock.Instant = .now) {
        for report in reports {
            book.apply(report, during: round, at: now)
            switch report {
            case .opening(let subject): openingSince[subject] = now
            case .opened(let subject):
                openingSince[subject] = nil
                holds.opened(subject, now)
            case .alive: roundStart = book.isAlive(in: round) ? nil : now
            default: break
            }
        }
    }

    /// How long nothing needs to be looked at, unless something comes.
    var patience: Duration {
        guard let next = waiters.map(\.deadline).min() else { return .seconds(1) }
        return max(.zero, min(next - .now, .milliseconds(250)))
    }

    /// Why the worker must be replaced, if it must.
    mutating func fault(_ limits: Supervisor.Limits, at now: ContinuousClock.Instant = .now) -> WorkerEnd? {
        if let hung = openingSince.first(where: { now - $0.value > limits.opening }) {
            holds.add(hung.key, now)
            return .openHung
        }
        if let start = roundStart, now - start > limits.silence { return .silent }
        if book.abandoned > limits.abandoned, waiters.isEmpty { return .worn }
        return nil
    }

    mutating func lost(_ end: WorkerEnd) {
        book.restart()
        openingSince = [:]
        roundStart = nil
        lastEnd = end
        commands = []  // The next one is introduced.
    }

    mutating func settle(
        all: Bool
    ) -> [(CheckedContinuation<Supervisor.Outcome, Never>, Supervisor.Outcome)] {
        let now = ContinuousClock.now
        var answers: [(CheckedContinuation<Supervisor.Outcome, Never>, Supervisor.Outcome)] = []
        waiters.removeAll { waiter in
            guard all || book.isComplete(waiter.round) || now >= waiter.deadline else { return false }
            let isAnswered = !all && book.isAlive(in: waiter.round)
            let outcome: Supervisor.Outcome =
                isAnswered ? .success(book.snapshot(waiter.round)) : .failure(.worker(lastEnd))
            answers.append((waiter.continuation, outcome))
            return true
        }
        return answers
    }
}

extension Command {
    var isPoll: Bool {
        if case .poll = self { return true }
        return false
    }
}
