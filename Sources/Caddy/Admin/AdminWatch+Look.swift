extension AdminWatch {
    /// What came of asking.
    struct Look: Sendable, Hashable {
        /// Where it answered, or should have; nil when nobody knows.
        var address: AdminAddress?
        var answer: Result<CaddyAnswer, CaddyError>
        /// As it was read last.
        var configuration: CaddyConfiguration?
        /// Why it could not be read last time.
        var configurationProblem: CaddyError?
        /// Whether the metrics were asked for; else a success says only that the configuration was read.
        var isWhole = true

        var isTimeout: Bool {
            if case .failure(let error) = answer { return error.kind == .timeout }
            return false
        }
    }

    /// What it is asked for, and for how long it may take.
    struct Errand: Sendable {
        /// Nothing but the configuration, and that only when it may have changed, when false.
        let isWhole: Bool
        let budget: Budget
    }
}
