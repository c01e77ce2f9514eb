import Dispatch
import Synchronization
import Testing

@testable import Web

@Suite("Authenticator")
struct AuthenticatorTests {
    private let users = ["alice": hashOfHorse]

    @Test("hashes once, and remembers both answers")
    func remembers() async {
        let hasher = Hasher()
        let authenticator = hasher.authenticator
        #expect(await authenticator.answer(basic("alice:correct horse"), users) == true)
        #expect(await authenticator.answer(basic("alice:wrong"), users) == false)

        #expect(authenticator.verdict(on: basic("alice:correct horse"), users: users) { _ in } == .granted)
        #expect(authenticator.verdict(on: basic("alice:wrong"), users: users) { _ in } == .denied)
        #expect(hasher.hashes == [hashOfHorse, hashOfHorse])
    }

    @Test("denies at once what names nobody", arguments: ["", "Basic", "Bearer abc", "Basic !", "Basic YQ=="])
    func nobody(_ header: String) {
        #expect(Authenticator().verdict(on: header, users: users) { _ in } == .denied)
    }

    @Test("hashes for a stranger against what is as dear as the dearest user, and denies whatever comes of it")
    func stranger() async {
        let hasher = Hasher(always: true)
        let dear = "$2b$11" + hashOfHorse.dropFirst(6)
        let users = ["alice": hashOfHorse, "bob": dear]
        #expect(await hasher.authenticator.answer(basic("eve:x"), users) == false)
        #expect(hasher.hashes == [BcryptHash.decoy(cost: 11)])
    }

    @Test("has a decoy for each cost", arguments: BcryptHash.costs)
    func decoys(_ cost: Int) {
        #expect(BcryptHash(BcryptHash.decoy(cost: cost))?.cost == cost)
    }

    @Test("compares names byte by byte")
    func names() async {
        let hasher = Hasher(always: true)
        let users = ["\u{E9}": hashOfHorse]
        #expect(await hasher.authenticator.answer(basic("e\u{301}:x"), users) == false)
        #expect(await hasher.authenticator.answer(basic("\u{E9}:x"), users) == true)
        #expect(await hasher.authenticator.answer("Basic \(base64([0xFF, 0x3A, 0x61]))", users) == false)
    }

    @Test("forgets what it knew of a user whose hash has changed")
    func changed() async {
        let hasher = Hasher()
        let other = hashOfHorse.dropLast() + "."
        #expect(await hasher.authenticator.answer(basic("alice:correct horse"), users) == true)
        #expect(await hasher.authenticator.answer(basic("alice:correct horse"), ["alice": String(other)]) == false)
        #expect(await hasher.authenticator.answer(basic("alice:correct horse"), ["bob": hashOfHorse]) == false)
        #expect(hasher.authenticator.verdict(on: basic("alice:correct horse"), users: users) { _ in } == .granted)
    }

    @Test("hashes one after the other, the same question once, and refuses what would take too long")
    func queue() async {
        let hasher = Hasher(isHeld: true)
        let authenticator = hasher.authenticator
        let limit = Authenticator.queueLimit
        let done = Counter()

        #expect(authenticator.verdict(on: basic("alice:0"), users: users) { _ in done.count() } == .pending)
        hasher.waitForHashing()
        for i in 1...limit {
            #expect(authenticator.verdict(on: basic("alice:\(i)"), users: users) { _ in done.count() } == .pending)
        }
        #expect(authenticator.verdict(on: basic("alice:more"), users: users) { _ in } == .overloaded)
        #expect(authenticator.verdict(on: basic("alice:\(limit)"), users: users) { _ in done.count() } == .pending)

        hasher.letGo()
        done.wait(for: limit + 2)
        #expect(hasher.hashes.count == limit + 1)
        #expect(authenticator.verdict(on: basic("alice:\(limit)"), users: users) { _ in } == .denied)
        #expect(await authenticator.answer(basic("alice:more"), users) == false)
    }

    @Test("tells nothing any more once it has stopped, and its thread ends")
    func stopped() {
        let told = Mutex(0)
        let end = DispatchSemaphore(value: 0)
        do {
            let hasher = Hasher(isHeld: true, end: end)
            for password in ["x", "y"] {
                let verdict = hasher.authenticator.verdict(on: basic("alice:\(password)"), users: users) { _ in
                    told.withLock { $0 += 1 }
                }
                #expect(verdict == .pending)
            }
            hasher.waitForHashing()
            hasher.authenticator.stop()
            hasher.letGo()
            #expect(hasher.authenticator.verdict(on: basic("alice:z"), users: users) { _ in } == .overloaded)
        }
        end.wait()  // Nobody has the authenticator any more, its thread included.
        #expect(told.withLock { $0 } == 0)
    }

    @Test("agrees with bcrypt about each kind of hash")
    func real() async {
        for kind in ["$2a$", "$2b$", "$2y$"] {
            let users = ["alice": kind + hashOfHorse.dropFirst(4)]
            #expect(await Authenticator().answer(basic("alice:correct horse"), users) == true)
            #expect(await Authenticator().answer(basic("alice:correct hors"), users) == false)
        }
    }
}

extension Authenticator {
    /// Nil when too much is being hashed.
    func answer(_ header: String, _ users: [String: String]) async -> Bool? {
        await withCheckedContinuation { continuation in
            switch verdict(on: header, users: users, done: { continuation.resume(returning: $0) }) {
            case .granted: continuation.resume(returning: true)
            case .denied: continuation.resume(returning: false)
            case .overloaded: continuation.resume(returning: nil)
            case .pending: break
            }
        }
    }
}

/// In the place of bcrypt: real, or always of one opinion, or held up until it is let go.
private final class Hasher: Sendable {
    let authenticator: Authenticator
    private let log: HashLog

    var hashes: [String] { log.hashes.withLock { $0 } }

    init(always opinion: Bool? = nil, isHeld: Bool = false, end: DispatchSemaphore? = nil) {
        let log = HashLog(end: end)
        self.log = log
        authenticator = Authenticator { password, hash in
            log.hashes.withLock { $0.append(hash) }
            log.begun.signal()
            if isHeld {
                log.gate.wait()
                log.gate.signal()
                return false
            }
            return opinion ?? password.matches(hash)
        }
    }

    func waitForHashing() { log.begun.wait() }

    func letGo() { log.gate.signal() }
}

private final class HashLog: Sendable {
    let hashes = Mutex<[String]>([])
    let begun = DispatchSemaphore(value: 0)
    let gate = DispatchSemaphore(value: 0)
    private let end: DispatchSemaphore?

    init(end: DispatchSemaphore?) {
        self.end = end
    }

    deinit {
        end?.signal()
    }
}

private final class Counter: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func count() { semaphore.signal() }

    func wait(for number: Int) { for _ in 0..<number { semaphore.wait() } }
}

private func basic(_ text: String) -> String { "Basic \(base64(Array(text.utf8)))" }
