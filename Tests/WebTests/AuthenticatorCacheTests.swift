import Testing

@testable import Web

@Suite("What an authenticator remembers")
struct AuthenticatorCacheTests {
    private let secret = VerdictKey.secret()

    @Test("is kept apart for each user, hash and password, however they are cut (CVE-2022-46146)")
    func cuts() {
        // All that give the same text when they are put together.
        let text = Array("abcabcabc".utf8)
        var keys: Set<VerdictKey> = []
        var count = 0
        for first in 0...text.count {
            for second in first...text.count {
                keys.insert(key(text[..<first], text[first..<second], text[second...]))
                count += 1
            }
        }
        #expect(keys.count == count)
    }

    @Test("is kept apart where lengths or separators stand in the parts themselves")
    func separators() {
        let parts: [[UInt8]] = [
            [], [0], [0, 0, 0, 0, 0, 0, 0, 1], [1], Array(":".utf8), Array("::".utf8), Array("3a".utf8),
        ]
        var keys: Set<VerdictKey> = []
        for user in parts {
            for hash in parts {
                for password in parts { keys.insert(key(user[...], hash[...], password[...])) }
            }
        }
        #expect(keys.count == parts.count * parts.count * parts.count)
    }

    @Test("is kept apart where a part looks like the length of another")
    func lengths() {
        let length = { (number: UInt8) in [0, 0, 0, 0, 0, 0, 0, number] as [UInt8] }
        let long = length(1) + [3]
        #expect(key([1], [2], long[...]) != key([1], ([2] + length(9))[...], [3]))
        #expect(key([1], long[...], [2]) != key(([1] + length(9))[...], [3], [2]))
    }

    @Test("is found again by the same process only")
    func secrets() {
        let one = key([1], [2], [3])
        #expect(one == key([1], [2], [3]))
        let other = VerdictKey(user: [1], hash: "\u{2}", password: Password([3]), secret: VerdictKey.secret())
        #expect(one != other)
    }

    @Test("is the last thousand of those who know and the last 256 of those who guess")
    func bounds() {
        var cache = VerdictCache()
        let keys = (0..<1001).map { key([UInt8($0 / 256), UInt8($0 % 256)], [], []) }
        for key in keys.prefix(1000) { cache.keep(true, for: key) }
        let guesses = (0..<257).map { key([UInt8($0 / 256), UInt8($0 % 256)], [1], []) }
        for guess in guesses { cache.keep(false, for: guess) }

        #expect(keys.prefix(1000).allSatisfy { cache[$0] == true })
        #expect(cache[guesses[0]] == nil)
        #expect(guesses.dropFirst().allSatisfy { cache[$0] == false })

        cache.keep(true, for: keys[1000])
        #expect(cache[keys[0]] == nil)
        #expect(keys.dropFirst().allSatisfy { cache[$0] == true })
    }

    @Test("goes round and round without growing, and what is there already takes no place")
    func recent() {
        var set = RecentSet<Int>(limit: 3)
        for i in 0..<1000 {
            set.insert(i)
            set.insert(i)
            #expect((0...i).filter { set.contains($0) } == Array(max(0, i - 2)...i))
        }
    }

    private func key(_ user: ArraySlice<UInt8>, _ hash: ArraySlice<UInt8>, _ password: ArraySlice<UInt8>) -> VerdictKey
    {
        VerdictKey(
            user: Array(user),
            hash: String(decoding: hash, as: UTF8.self),
            password: Password(password),
            secret: secret
        )
    }
}
