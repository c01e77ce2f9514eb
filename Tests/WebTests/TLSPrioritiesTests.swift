import TestSupport
import Testing

@testable import Web

@Suite("TLS versions, suites and curves")
struct TLSPrioritiesTests {
    private func refusal(_ change: (inout TLSSettings) -> Void) -> String? {
        do {
            _ = try TLSContext(Cast.settings(change))
            return nil
        } catch {
            return error.description
        }
    }

    @Test("speaks from the oldest to the newest version", arguments: TLSVersion.allCases, TLSVersion.allCases)
    func versions(oldest: TLSVersion, newest: TLSVersion) throws {
        guard oldest <= newest else { return }
        let context = try TLSContext(
            Cast.settings {
                $0.oldest = oldest
                $0.newest = newest
            }
        )

        for version in TLSVersion.allCases {
            let handshake = try TLSHandshake(context, "NORMAL:-VERS-ALL:+VERS-TLS1.\(version.minor)")

            #expect(handshake.agreement?.version == ((oldest...newest).contains(version) ? version : nil))
        }
    }

    @Test("by default speaks TLS 1.2 and 1.3, with modern suites and curves")
    func defaults() throws {
        let context = try TLSContext(Cast.settings())

        #expect(try TLSHandshake(context).agreement?.version == .tls13)
        #expect(try TLSHandshake(context, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0").agreement == nil)
        for curve in Curve.allCases {
            #expect(try TLSHandshake(context, only(curve)).agreement?.curve == curve.group)
        }
        for suite in CipherSuite.allCases where suite.keyExchange == "ECDHE-ECDSA" {
            let spoken = try TLSHandshake(context, only(suite)).agreement?.suite
            #expect(spoken == (suite.mac == "AEAD" ? suite.number : nil))
        }
    }

    @Test("speaks no suite without forward secrecy")
    func forwardSecrecy() throws {
        let rsa = Identity("rsa", kind: .rsa)
        let context = try TLSContext(TLSSettings(certificate: rsa.certificate, key: rsa.key, oldest: .tls10))

        #expect(try TLSHandshake(context, "NORMAL:-VERS-TLS1.3:-KX-ALL:+RSA").agreement == nil)
        #expect(try TLSHandshake(context, "NORMAL:-VERS-TLS1.3").ending == .agreed)
    }

    @Test("speaks exactly the suite that is asked for", arguments: CipherSuite.allCases)
    func suite(suite: CipherSuite) throws {
        let identity = suite.keyExchange == "ECDHE-RSA" ? Identity("rsa", kind: .rsa) : Cast.server
        let context = try TLSContext(
            TLSSettings(
                certificate: identity.certificate,
                key: identity.key,
                newest: suite.mac == "AEAD" ? .tls13 : .tls12,
                cipherSuites: [suite.rawValue]
            )
        )

        for other in CipherSuite.allCases where other.keyExchange == suite.keyExchange {
            #expect(try TLSHandshake(context, only(other)).agreement?.suite == (other == suite ? suite.number : nil))
        }
        let newest = try TLSHandshake(context, "NORMAL:-VERS-ALL:+VERS-TLS1.3").agreement
        #expect(newest?.version == (suite.mac == "AEAD" ? .tls13 : nil))
    }

    @Test("speaks only TLS 1.3 when only suites of that are asked for")
    func suitesOfTLS13() throws {
        let context = try TLSContext(Cast.settings { $0.cipherSuites = ["TLS_AES_128_GCM_SHA256"] })

        #expect(try TLSHandshake(context).agreement?.version == .tls13)
        #expect(try TLSHandshake(context, "NORMAL:-VERS-TLS1.3").agreement == nil)
        for cipher in ["AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305"] {
            let client = "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+\(cipher)"
            #expect(try TLSHandshake(context, client).ending == .agreed)
        }
    }

    @Test("takes suites of TLS 1.3 beside others, and suites that are named twice")
    func mixedSuites() throws {
        let suite = CipherSuite.ecdsaAES128GCM
        let context = try TLSContext(
            Cast.settings { $0.cipherSuites = [suite.rawValue, "TLS_AES_256_GCM_SHA384", suite.rawValue] }
        )

        #expect(try TLSHandshake(context).agreement?.version == .tls13)
        #expect(try TLSHandshake(context, "NORMAL:-VERS-TLS1.3").agreement?.suite == suite.number)
    }

    @Test("refuses suites that GnuTLS cannot keep apart, and says which others there would be")
    func entangled() {
        let words = refusal {
            $0.cipherSuites = [
                CipherSuite.ecdsaAES128GCM.rawValue, CipherSuite.rsaAES256GCM.rawValue,
                CipherSuite.rsaChaCha.rawValue,
            ]
        }

        #expect(
            words == "cipher_suites: with GnuTLS, these cannot be had without TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "
                + "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: "
                + "add them, or take others"
        )
    }

    @Test("takes every choice of suites exactly, or refuses it")
    func everyChoice() throws {
        for bits in 1..<(1 << CipherSuite.allCases.count) {
            let chosen = CipherSuite.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)
            let exchanges = Set(chosen.map(\.keyExchange)).count
            let ciphers = Set(chosen.map(\.cipher)).count
            let words = refusal {
                $0.cipherSuites = chosen.map(\.rawValue)
                $0.newest = .tls12
            }

            #expect((words == nil) == (exchanges * ciphers == chosen.count))
        }
    }

    @Test("refuses suites that the versions have no use for")
    func uselessSuites() {
        #expect(
            refusal { $0.cipherSuites = [CipherSuite.ecdsaAES128CBC.rawValue] }
                == "cipher_suites: with GnuTLS, TLS 1.3 takes its ciphers from them, and has no CBC: "
                + "add a suite with GCM or CHACHA20, or set max_version to TLS12"
        )
        #expect(
            refusal {
                $0.cipherSuites = [CipherSuite.ecdsaAES128GCM.rawValue]
                $0.oldest = .tls10
                $0.newest = .tls11
            } == "cipher_suites: max_version TLS11 has none of them"
        )
        #expect(
            refusal {
                $0.cipherSuites = ["TLS_AES_128_GCM_SHA256"]
                $0.newest = .tls12
            } == "cipher_suites: all of them are of TLS 1.3, and max_version forbids that"
        )
    }

    @Test(
        "refuses suites that are insecure or unknown",
        arguments: ["TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "AES-128-GCM", "", ":%COMPAT"]
    )
    func unknownSuite(name: String) {
        #expect(refusal { $0.cipherSuites = [name] }?.hasPrefix("cipher_suites: no \(name); allowed: TLS_") == true)
    }

    @Test("speaks exactly the curve that is asked for", arguments: Curve.allCases, [TLSVersion.tls12, .tls13])
    func curve(curve: Curve, version: TLSVersion) throws {
        let context = try TLSContext(
            Cast.settings {
                $0.curves = [curve.rawValue]
                $0.oldest = version
                $0.newest = version
            }
        )

        for other in Curve.allCases {
            let spoken = try TLSHandshake(context, only(other)).agreement?.curve
            #expect(spoken == (other == curve ? curve.group : nil))
        }
    }

    @Test("refuses curves that GnuTLS has not", arguments: ["X25519MLKEM768", "P256", "SECP256R1", "curvep256", ""])
    func unknownCurve(name: String) {
        #expect(
            refusal { $0.curves = ["X25519", name] }
                == "curve_preferences: GnuTLS has no \(name); allowed: CurveP256, CurveP384, CurveP521, X25519"
        )
    }

    @Test("refuses versions in the wrong order")
    func disorder() {
        #expect(
            refusal {
                $0.oldest = .tls13
                $0.newest = .tls12
            } == "min_version: TLS13 is newer than max_version TLS12"
        )
    }

    private func only(_ suite: CipherSuite) -> String {
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+\(suite.keyExchange):-CIPHER-ALL:+\(suite.cipher):-MAC-ALL:+\(suite.mac)"
    }

    /// The certificate's own curve is the server's, and no matter of the exchange.
    private func only(_ curve: Curve) -> String {
        "NORMAL:-GROUP-ALL:+GROUP-\(curve.group)"
    }
}
