import TestSupport
import Testing

@testable import Web

@Suite("TLS context")
struct TLSContextTests {
    @Test("serves certificates of each kind of key", arguments: Identity.Kind.allCases, [TLSVersion.tls12, .tls13])
    func kinds(kind: Identity.Kind, version: TLSVersion) throws {
        let identity = Identity("of \(kind)", kind: kind, signedBy: Cast.authority)
        let settings = TLSSettings(
            certificate: identity.certificate + Cast.authority.certificate,
            key: identity.key,
            oldest: version,
            newest: version
        )

        let handshake = try TLSHandshake(TLSContext(settings))

        #expect(handshake.ending == .agreed)
        #expect(handshake.agreement?.server == "of \(kind)")
        #expect(handshake.agreement?.version == version)
    }

    @Test("finds the key between other blocks and words")
    func combined() throws {
        let settings = Cast.settings {
            $0.certificate = Array("A note.\n".utf8) + $0.key + $0.certificate
            $0.key = Array("A note.\r\n".utf8) + Cast.authority.certificate + Cast.server.key + Cast.server.certificate
        }

        #expect(try TLSHandshake(TLSContext(settings)).ending == .agreed)
    }

    @Test("takes a certificate that has expired: the client sees it")
    func expired() throws {
        let old = Identity("old", days: -3 ... -2)

        let context = try TLSContext(TLSSettings(certificate: old.certificate, key: old.key))

        #expect(try TLSHandshake(context).agreement?.server == "old")
    }

    private func refusal(_ change: (inout TLSSettings) -> Void) -> String? {
        do {
            _ = try TLSContext(Cast.settings(change))
            return nil
        } catch {
            return error.description
        }
    }

    @Test("refuses a certificate that is none")
    func badCertificate() {
        let words = "cert: no chain of certificates in PEM (GnuTLS: "

        #expect(refusal { $0.certificate = [] }?.hasPrefix(words) == true)
        #expect(refusal { $0.certificate = Array("secret words".utf8) }?.hasPrefix(words) == true)
        #expect(refusal { $0.certificate = $0.key }?.hasPrefix(words) == true)
        #expect(refusal { $0.certificate.removeLast(80) }?.hasPrefix(words) == true)
    }

    @Test("refuses a key that is none")
    func badKey() {
        let words = "key: no private key in PEM (GnuTLS: "

        #expect(refusal { $0.key = [] }?.hasPrefix(words) == true)
        #expect(refusal { $0.key = Array("PRIVATE KEY-----".utf8) }?.hasPrefix(words) == true)
        #expect(refusal { $0.key = Array("\nPRIVATE KEY-----\n-----BEGIN ".utf8) }?.hasPrefix(words) == true)
        #expect(refusal { $0.key = $0.certificate }?.hasPrefix(words) == true)
        #expect(refusal { $0.key.removeLast(60) }?.hasPrefix(words) == true)
    }

    @Test("refuses a key with a password")
    func encryptedKey() {
        #expect(
            refusal { $0.key = Cast.server.encryptedKey(password: "x") }
                == "key: encrypted; allowed: one without a password"
        )
    }

    @Test("refuses the key of another certificate", arguments: Identity.Kind.allCases)
    func mismatch(kind: Identity.Kind) {
        let other = Identity("other", kind: kind)

        #expect(refusal { $0.key = other.key } == "key: it does not fit the certificate in cert")
    }

    @Test("refuses authorities that are none")
    func badAuthorities() {
        let words = "client_ca: no certificates in PEM (GnuTLS: "

        #expect(refusal { $0.clientAuthorities = [] }?.hasPrefix(words) == true)
        #expect(refusal { $0.clientAuthorities = Array("none".utf8) }?.hasPrefix(words) == true)
        #expect(refusal { $0.clientAuthorities = $0.key }?.hasPrefix(words) == true)
    }

    @Test("refuses a name that C would cut")
    func cutName() {
        #expect(refusal { $0.allowedNames = ["a\u{0}b"] } == "client_allowed_sans: a name with a NUL")
    }

    @Test("tells nothing of what is secret")
    func discreet() {
        let secret = Array("-----BEGIN PRIVATE KEY-----\nVerySecret\n-----END PRIVATE KEY-----\n".utf8)

        let words = [
            refusal { $0.key = secret }, refusal { $0.certificate = secret }, refusal { $0.clientAuthorities = secret },
        ]

        #expect(words.allSatisfy { $0 != nil && $0?.contains("Secret") == false })
    }

    @Test("survives any bytes")
    func noise() {
        for bytes in Fuzz.noise(200) {
            #expect(refusal { $0.certificate = bytes } != nil)
            #expect(refusal { $0.key = bytes } != nil)
            #expect(refusal { $0.clientAuthorities = bytes } != nil)
        }
    }

    @Test("goes on while other contexts come and go beside its sessions")
    func lifetime() throws {
        let context = try TLSContext(Cast.settings())
        let open = try (0..<20).map { _ in try TLSPair(context) }
        for _ in 0..<50 {
            let other = try TLSContext(Cast.settings { $0.clientAuthentication = .requireAny })
            #expect(try TLSHandshake(other).ending != .agreed)
        }

        #expect(open.allSatisfy { $0.shakeHands().ending == .agreed })
    }
}
