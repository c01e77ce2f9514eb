import Host

/// One Caddy, asked on a queue of its own that may block.
actor AdminWatch {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    typealias Clock = @Sendable () -> ContinuousClock.Instant
    typealias Search = @Sendable (FoundCaddy, AdminAddress?) -> AdminSearch.Outcome

    private let executor = BlockingExecutor(label: "caddy.admin")
    private let search: Search
    private let now: Clock
    private let configured: AdminAddress?
    /// What only might be an admin API is asked seldom: its owner sees each request.
    private var guessing: BackOff
    /// Where it answered last.
    private var client: AdminClient?
    /// Where it answered at any time.
    private var known: AdminAddress?
    /// Where it answered, or should have.
    private var lastAddress: AdminAddress?
    private var process: ProcessIdentity?
    private var configuration: CaddyConfiguration?
    private var configurationProblem: CaddyError?
    private var configurationDue: ContinuousClock.Instant
    private var mark: ReloadMark?
    private var certificates = CertificateBook()
    private var authorities = AuthorityBook()

    /// How old a configuration may be that nothing says has changed, and when one that could not be read is asked for
    /// again: each time is a line in Caddy's log.
    static let configurationLife = Duration.seconds(600)
    static let configurationPause = Duration.seconds(60)

    /// For the address that the settings name, or else for whatever process `observe` is given.
    init(configured: AdminAddress? = nil, now: @escaping Clock = { .now }, search: @escaping Search) {
        self.configured = configured
        self.now = now
        self.search = search
        configurationDue = now()
        guessing = BackOff(first: .seconds(60), limit: .seconds(600), now: now())
    }

    /// Nil when it was not asked, for nothing says that what is known of it has changed.
    func observe(_ caddy: FoundCaddy?, isWhole: Bool, within time: Duration) -> Look? {
        let errand = Errand(isWhole: isWhole, budget: Budget(time))
        if let identity = caddy?.process.identity, identity != process {
            // A process that is only found now is the one that was asked: another one would have another reload mark.
            if process != nil { configurationDue = now() }
            process = identity
            authorities = AuthorityBook()
        }
        guard errand.isWhole || now() >= configurationDue else { return nil }
        if var client {
            do throws(CaddyError) {
                let answer = try visit(&client, isGuess: false, errand)
                return look(.success(answer), errand)
            } catch {
                guard error.isAbsence else { return look(.failure(error), errand) }
                self.client = nil  // It may have moved.
                configurationDue = now()
            }
        }
        switch candidates(caddy) {
        case .nowhere(let error):
            lastAddress = nil
            return look(.failure(error), errand)
        case .candidates(let candidates, let isBlind):
            var look = meet(candidates, errand)
            if isBlind, case .failure(let error) = look.answer, error.isAbsence {
                let text = "\(error); only root, or who has CAP_SYS_PTRACE, can see where else it may be"
                look.answer = .failure(CaddyError(error.kind, text))
            }
            return look
        }
    }

    private func candidates(_ caddy: FoundCaddy?) -> AdminSearch.Outcome {
        if let configured { return .candidates([AdminSearch.Candidate(address: configured)]) }
        guard let caddy else { return .candidates([]) }
        return search(caddy, known)
    }

    /// Asks one after the other, until one answers. Of many failures the first counts that is more than an absence.
    private func meet(_ candidates: [AdminSearch.Candidate], _ errand: Errand) -> Look {
        var failure: (address: AdminAddress, error: CaddyError)?
        for candidate in candidates where !candidate.isGuess || guessing.isDue(now()) {
            var client = AdminClient(candidate.address, origins: candidate.origins, now: now)
            do throws(CaddyError) {
                let answer = try visit(&client, isGuess: candidate.isGuess, errand)
                known = candidate.address
                lastAddress = candidate.address
                return look(.success(answer), errand)
            } catch {
                guard !candidate.isGuess else { continue }
                if failure == nil || failure?.error.isAbsence == true && !error.isAbsence {
                    failure = (candidate.address, error)
                }
                // One that is not for us is there nevertheless.
                guard self.client == nil, error.kind != .permission else { break }
            }
        }
        if client == nil, candidates.contains(where: \.isGuess), guessing.isDue(now()) { guessing.failed(now()) }
        guard let failure else {
            lastAddress = nil
            return look(.failure(CaddyError(.missing, "nothing tells where its admin API is")), errand)
        }
        lastAddress = failure.address
        return look(.failure(failure.error), errand)
    }

    private func look(_ answer: Result<CaddyAnswer, CaddyError>, _ errand: Errand) -> Look {
        Look(
            address: lastAddress,
            answer: answer,
            configuration: configuration,
            configurationProblem: configurationProblem,
            isWhole: errand.isWhole
        )
    }

    /// Metrics first: a configuration that changes meanwhile is noticed in the next round.
    private func visit(
        _ client: inout AdminClient,
        isGuess: Bool,
        _ errand: Errand
    ) throws(CaddyError) -> CaddyAnswer {
        var answer = CaddyAnswer()
        let budget = errand.budget
        guard errand.isWhole || isGuess else {
            try visitBriefly(&client, budget)
            return answer
        }
        var problem: CaddyError?
        do throws(CaddyError) {
            answer.families = try client.metrics(budget)
            let mark = ReloadMark(answer.families)
            if mark != self.mark { configurationDue = now() }
            self.mark = mark
        } catch {
            guard error.kind == .badReply, !isGuess else {
                // It is there, and is asked again without a look for others.
                if error.kind == .timeout || error.kind == .forbiddenHost, !isGuess { self.client = client }
                throw error
            }
            problem = error
        }
        if isGuess || now() >= configurationDue {
            try readConfiguration(&client, isGuess: isGuess, errand)
        }
        if problem == nil || configuration != nil && configurationProblem == nil { self.client = client }
        if let problem { throw problem }
        guard errand.isWhole else { return answer }
        let served = configuration?.certificates ?? []
        certificates.look(at: served, budget, now: now()) { served, time in
            CertificateTimes(of: served.name, at: served.address, within: time)
        }
        answer.certificates = certificates.times
        answer.roots = authorities.times
        return answer
    }

    /// The configuration alone, whose failure is the answer.
    private func visitBriefly(_ client: inout AdminClient, _ budget: Budget) throws(CaddyError) {
        do throws(CaddyError) {
            _ = try read(&client, budget)
            self.client = client
            mark = nil  // The next whole visit reads it again, with its authorities.
        } catch {
            configurationDue = now() + (error.isAbsence ? .zero : Self.configurationPause)
            if error.kind == .timeout || error.kind == .forbiddenHost { self.client = client }
            throw error
        }
    }

    private func read(_ client: inout AdminClient, _ budget: Budget) throws(CaddyError) -> CaddyConfiguration {
        let configuration = try client.configuration(budget)
        self.configuration = configuration
        configurationProblem = nil
        configurationDue = now() + Self.configurationLife
        return configuration
    }

    /// A read that fails leaves the last configuration; of a guess it must succeed.
    private func readConfiguration(_ client: inout AdminClient, isGuess: Bool, _ errand: Errand) throws(CaddyError) {
        do throws(CaddyError) {
            let configuration = try read(&client, errand.budget)
            if errand.isWhole { authorities.read(configuration, &client, errand.budget) } else { mark = nil }
        } catch {
            if isGuess { throw error }
            configurationProblem = error
            configurationDue = now() + Self.configurationPause
        }
    }
}
