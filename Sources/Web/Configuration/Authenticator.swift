import Host
import Synchronization

/// Says whether a request's name and password are those of a user.
///
/// Hashing takes so long that it is done on a thread of its own, one question after the other, and its result is
/// remembered. The thread is there only while there is something to hash.
final class Authenticator: Sendable {
    enum Verdict: Sendable, Hashable {
        case granted, denied
        /// Being hashed: the closure will be called.
        case pending
        /// Too much is being hashed already.
        case overloaded
    }

    /// Questions that wait; cheaper to refuse one more than to keep everybody waiting for seconds.
    static let queueLimit = 32

    private let state = Mutex(State())
    private let secret = VerdictKey.secret()
    private let matches: @Sendable (_ password: Password, _ hash: String) -> Bool

    /// - Parameter matches: bcrypt, but for tests.
    init(matches: @escaping @Sendable (_ password: Password, _ hash: String) -> Bool = { $0.matches($1) }) {
        self.matches = matches
    }

    /// - Parameters:
    ///   - authorization: The value of the header, empty when there is none.
    ///   - users: Hashes by name. Not empty.
    ///   - done: Called once, on the hashing thread, if and only if the verdict is `pending`.
    /// - Returns: What is known at once.
    func verdict(
        on authorization: String,
        users: [String: String],
        done: @escaping @Sendable (_ isGranted: Bool) -> Void
    ) -> Verdict {
        guard let credentials = BasicCredentials(authorization) else { return .denied }

        // A stranger's password is hashed as well: the time must not tell which users there are.
        let known = Self.hash(of: credentials.user, among: users)
        let hash = known ?? BcryptHash.decoy(cost: users.values.compactMap { BcryptHash($0)?.cost }.max() ?? 10)
        let password = credentials.password
        let key = VerdictKey(user: credentials.user, hash: hash, password: password, secret: secret)
        let question = Question(key: key, hash: hash, password: password, canBeGranted: known != nil)

        return state.withLock { state in
            let verdict = state.ask(question, done)
            guard verdict == .pending, !state.isWorking else { return verdict }
            state.isWorking = start()
            if !state.isWorking { state.forgetQuestions() }
            return state.isWorking ? .pending : .overloaded
        }
    }

    /// Ends the thread once it is done with the question that it has. What is pending is never told.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.forgetQuestions()
        }
    }

    /// Byte by byte, as names are not compared by how they look.
    private static func hash(of user: [UInt8], among users: [String: String]) -> String? {
        guard let name = String(validating: user, as: UTF8.self), let index = users.index(forKey: name),
            users[index].key.utf8.elementsEqual(user)
        else { return nil }
        return users[index].value
    }

    /// False when the system has no thread left.
    private func start() -> Bool {
        do throws(SystemError) {
            try startThread("passwords") { self.work() }
            return true
        } catch {
            return false
        }
    }

    private func work() {
        while let question = state.withLock({ $0.next() }) {
            let isGranted = matches(question.password, question.hash) && question.canBeGranted
            for done in state.withLock({ $0.answer(question, isGranted) }) { done(isGranted) }
        }
    }
}

private struct Question: Sendable {
    let key: VerdictKey
    let hash: String
    let password: Password
    let canBeGranted: Bool
}

private struct State: Sendable {
    var cache = VerdictCache()
    var queue: [Question] = []
    /// Those who want to know, by what is in the queue or being hashed.
    var waiting: [VerdictKey: [@Sendable (Bool) -> Void]] = [:]
    var isWorking = false
    var isStopped = false

    mutating func ask(
        _ question: Question,
        _ done: @escaping @Sendable (Bool) -> Void
    ) -> Authenticator.Verdict {
        if let known = cache[question.key] { return known ? .granted : .denied }
        guard !isStopped else { return .overloaded }
        guard waiting[question.key] == nil else {
            waiting[question.key]?.append(done)
            return .pending
        }
        guard queue.count < Authenticator.queueLimit else { return .overloaded }
        queue.append(question)
        waiting[question.key] = [done]
        return .pending
    }

    /// The thread ends when there is nothing.
    mutating func next() -> Question? {
        isWorking = !queue.isEmpty
        return queue.isEmpty ? nil : queue.removeFirst()
    }

    mutating func answer(_ question: Question, _ isGranted: Bool) -> [@Sendable (Bool) -> Void] {
        guard !isStopped else { return [] }
        cache.keep(isGranted, for: question.key)
        return waiting.removeValue(forKey: question.key) ?? []
    }

    mutating func forgetQuestions() {
        queue = []
        waiting = [:]
    }
}
