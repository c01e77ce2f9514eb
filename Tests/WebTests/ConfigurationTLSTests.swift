import TestSupport
import Testing

@testable import Web

@Suite("A web configuration file with real certificates")
struct ConfigurationTLSTests {
    private let stage: ConfigurationStage
    private let file: WebConfigurationFile

    init() throws {
        stage = try ConfigurationStage()
        file = WebConfigurationFile(path: stage.path("web.yml"))
        try put(Identity("server", names: ["DNS:localhost"]))
        try stage.write("web.yml", stage.encrypted)
    }

    @Test("gives GnuTLS all that it needs, and keeps it")
    func kept() throws {
        let context = try #require(try file.current().get().tls)
        #expect(try file.current().get().tls === context)
        #expect(file.lastGoodTLS === context)
        try file.check()
    }

    @Test("asks clients in each way that Go knows", arguments: ClientAuthentication.allCases)
    func clients(_ kind: ClientAuthentication) throws {
        try stage.write("ca.pem", text(Identity("authority", isAuthority: true).certificate))
        let verifies = kind == .verifyIfGiven || kind == .requireAndVerify
        let authority = verifies ? "  client_ca_file: ca.pem\n" : ""
        try stage.write("web.yml", stage.encrypted + "  client_auth_type: \(kind.rawValue)\n" + authority)
        #expect(try file.current().get().configuration.tls?.clientAuthentication == kind)
        #expect(try file.current().get().tls != nil)
    }

    @Test("holds the old pair while half of a new one is there, then the new one")
    func rotated() throws {
        let old = try #require(try file.current().get().tls)
        let next = Identity("server", names: ["DNS:localhost"])
        try stage.write("cert.pem", text(next.certificate))
        #expect(try file.current().get().tls === old)
        try stage.write("key.pem", text(next.key))
        #expect(try file.current().get().tls !== old)
    }

    @Test("is refused where GnuTLS refuses it, with the line that is to blame")
    func refused() throws {
        let other = Identity("other")
        try stage.write("key.pem", text(other.key))
        #expect(refusal == ":3: tls_server_config.key: it does not fit the certificate in cert")

        try stage.write("key.pem", text(other.encryptedKey(password: "horse")))
        #expect(refusal.contains(":3: tls_server_config.key: ") && refusal.contains("encrypted"))

        try put(other)
        try stage.write(
            "web.yml",
            stage.encrypted + "  max_version: TLS12\n  cipher_suites:\n    - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
                + "    - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n"
        )
        #expect(refusal.hasPrefix(":5: tls_server_config.cipher_suites: with GnuTLS, these cannot be had without "))

        try stage.write("web.yml", stage.encrypted)
        try stage.write("cert.pem", "-----BEGIN NOTHING-----\n")
        #expect(refusal.hasPrefix(":2: tls_server_config.cert: no chain of certificates in PEM (GnuTLS: "))
    }

    private func put(_ identity: Identity) throws {
        try stage.write("cert.pem", text(identity.certificate))
        try stage.write("key.pem", text(identity.key))
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// What is wrong, without the path.
    private var refusal: String {
        do {
            try file.check()
            return "taken"
        } catch {
            return String(error.description.dropFirst(stage.path("web.yml").count))
        }
    }
}
