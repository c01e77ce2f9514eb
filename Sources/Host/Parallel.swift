/// Does something with each of many, some at the same time; what came of it, in no order.
///
/// Each that hangs costs a thread until its deadline: no more than `width` of them at a time.
public func inParallel<Subject: Sendable, Outcome: Sendable>(
    _ subjects: [Subject],
    width: Int = 16,
    _ body: @escaping @Sendable (Subject) async -> Outcome
) async -> [Outcome] {
    await withTaskGroup(of: Outcome.self) { group in
        var outcomes: [Outcome] = []
        for (index, subject) in subjects.enumerated() {
            if index >= width, let outcome = await group.next() { outcomes.append(outcome) }
            group.addTask { await body(subject) }
        }
        for await outcome in group { outcomes.append(outcome) }
        return outcomes
    }
}
