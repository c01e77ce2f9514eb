import CGnuTLS

/// What hashing has said of users and passwords, the newest answers only.
///
/// Those who guess cannot push out those who know: the answers are kept apart.
struct VerdictCache: Sendable {
    private var granted = RecentSet<VerdictKey>(limit: 1000)
    private var denied = RecentSet<VerdictKey>(limit: 256)

    subscript(key: VerdictKey) -> Bool? {
        granted.contains(key) ? true : denied.contains(key) ? false : nil
    }

    mutating func keep(_ isGranted: Bool, for key: VerdictKey) {
        if isGranted {
            granted.insert(key)
        } else {
            denied.insert(key)
        }
    }
}

/// Stands for a user, a hash and a password, and tells none of them: an HMAC under a key of this process.
struct VerdictKey: Sendable, Hashable {
    private let code: [UInt8]

    /// Each part is told by its length from the next one: `ab`, `c` is not `a`, `bc` (CVE-2022-46146).
    init(user: [UInt8], hash: String, password: Password, secret: [UInt8]) {
        var message: [UInt8] = []
        // Growing would leave copies of the password behind.
        message.reserveCapacity(3 * 8 + user.count + hash.utf8.count + password.count)
        message.append(length: user.count)
        message.append(contentsOf: user)
        message.append(length: hash.utf8.count)
        message.append(contentsOf: hash.utf8)
        message.append(length: password.count)
        password.append(to: &message)
        defer { message.forget() }

        var code = [UInt8](repeating: 0, count: 32)
        let failure = unsafe cgnutls_authenticate(secret, secret.count, message, message.count, &code)
        // A key that is no other's: nothing is found under it.
        self.code = failure == 0 ? code : VerdictKey.secret()
    }

    /// Random.
    static func secret() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// As many elements as there is room for: the oldest one makes room for the next.
struct RecentSet<Element: Sendable & Hashable>: Sendable {
    private let limit: Int
    private var elements: Set<Element> = []
    private var order: [Element] = []
    /// Of the oldest, once all places are taken.
    private var next = 0

    init(limit: Int) {
        self.limit = limit
    }

    func contains(_ element: Element) -> Bool { elements.contains(element) }

    mutating func insert(_ element: Element) {
        guard elements.insert(element).inserted else { return }
        guard order.count == limit else {
            order.append(element)
            return
        }
        elements.remove(order[next])
        order[next] = element
        next = (next + 1) % limit
    }
}

extension [UInt8] {
    fileprivate mutating func append(length: Int) {
        let length = UInt64(length)
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: length >> UInt64(shift)))
        }
    }
}
