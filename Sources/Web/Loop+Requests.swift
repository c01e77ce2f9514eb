import CMicroHTTPD

// What libmicrohttpd asks while it works, on the loop's thread.
extension Loop {
    /// A connection has been taken over. Its number, to find it by.
    func begin(_ connection: OpaquePointer) -> Int {
        guard let id = arriving else { return 0 }
        if let session = unsafe cmicrohttpd_session(connection) {
            unsafe exchanges[id]?.encryption?.adopt(OpaquePointer(session))
        }
        return id
    }

    /// A connection has ended.
    func end(_ id: Int) {
        book.close(id)
        if let exchange = exchanges.removeValue(forKey: id) { closed.append(exchange) }
    }

    /// The answer to a request is on its way, or the client has gone.
    func complete(_ id: Int) {
        book.move(id, to: .asking, at: .now)
        spinning.noteProgress()
    }

    /// What to answer to a request that is not even one.
    func answer(_ id: Int, to fault: RequestFault) -> (status: Int, Response) {
        book.move(id, to: .answering, at: .now)
        return site.answer(to: fault)
    }

    /// What to answer; nil when the connection is to be suspended, or ended if it cannot be.
    func answer(_ id: Int, to request: Request) -> Answer {
        let answer = decide(id, request)
        if case .now = answer { book.move(id, to: .answering, at: .now) }
        return answer
    }

    private func decide(_ id: Int, _ request: Request) -> Answer {
        let exchange = exchanges[id]
        guard !isEnding, gate.isCurrent(exchange?.encryption) else { return .none }
        if let outcome = exchange?.outcome {
            exchanges[id]?.outcome = nil
            switch outcome {
            case .abandoned: return .none
            case .reloaded(let error): return site.answer(toReload: error)
            case .authenticated(false): return site.refuse(.unauthorized)
            case .authenticated(true): return route(id, request)
            }
        }
        guard maxRequests == 0 || book.busy < maxRequests else { return site.refuse(.tooMany) }

        let mailbox = mailbox
        let decision = gate.decide(on: request, for: site) { isGranted in
            mailbox.send(.outcome(connection: id, .authenticated(isGranted)))
        }
        switch decision {
        case .open: return route(id, request)
        case .refused(let refusal): return site.refuse(refusal)
        case .pending: return .later
        }
    }

    private func route(_ id: Int, _ request: Request) -> Answer {
        let mailbox = mailbox
        return site.answer(request) { error in
            mailbox.send(.outcome(connection: id, .reloaded(error)))
        }
    }

    func suspend(_ id: Int, _ connection: OpaquePointer) {
        unsafe exchanges[id]?.suspended = connection
        book.move(id, to: .working, at: .now)
        unsafe MHD_suspend_connection(connection)
    }

    /// Lets a suspended connection go on, if there still is one.
    func resume(_ id: Int, _ outcome: Exchange.Outcome) {
        guard let connection = unsafe exchanges[id]?.suspended else { return }
        unsafe exchanges[id]?.suspended = nil
        exchanges[id]?.outcome = outcome
        unsafe MHD_resume_connection(connection)
    }

    /// libmicrohttpd ends the process when it is stopped while a connection is suspended.
    func abandon() {
        for id in exchanges.keys { resume(id, .abandoned) }
    }
}
