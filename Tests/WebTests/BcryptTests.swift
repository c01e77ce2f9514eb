import Testing

@testable import Web

private let vectors = [
    ("", "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq"),
    ("correct horse", "$2y$04$......................IBkH8pjfkDYmjZtzsiFYGYLacsaGHyW"),
    ("pässwörd", "$2b$05$abcdefghijklmnopqrstu.FFLw2jBdzDSkHZA46uH1KJuGsGx5f9e"),
    (String(repeating: "x", count: 72), "$2a$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"),
]

@Suite("bcrypt")
struct BcryptTests {
    @Test("takes what Go, htpasswd and Python write", arguments: vectors)
    func known(_ password: String, _ hash: String) {
        #expect(matches(Array(password.utf8), hash))
        #expect(matches(Array(password.utf8) + [0x78], hash) == (password.utf8.count >= 72))
        #expect(!matches(Array(password.utf8), hash.dropLast() + "."))
    }

    @Test("reads $2a$ as everybody but libxcrypt does")
    func oldKind() {
        // Two passwords that PHP once mistook for one another.
        let password: [UInt8] = [0xFF, 0xA3, 0x33, 0x34, 0xFF, 0xFF, 0xFF, 0xA3, 0x33, 0x34, 0x35]
        let tail = "$05$/OK.fbVrR/bpIqNJ5ianF.o./n25XVfn6oAPaUvHe.Csk4zRfsYPi"
        for kind in ["$2a", "$2b", "$2y"] { #expect(matches(password, kind + tail)) }
    }

    @Test(
        "takes nothing for what is no hash",
        arguments: ["", "$2", "$1$abc$def", "$2b$04$", "$2x" + hashOfHorse.dropFirst(3), hashOfHorse + "x"]
    )
    func bad(_ hash: String) {
        #expect(!matches(Array("correct horse".utf8), hash))
    }

    private func matches(_ password: [UInt8], _ hash: String) -> Bool { Password(password[...]).matches(hash) }
}
