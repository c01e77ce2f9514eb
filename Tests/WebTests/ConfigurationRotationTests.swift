import Glibc
import Testing

@testable import Web

@Suite("A web configuration file that is being changed")
struct ConfigurationRotationTests {
    @Test("holds for five seconds while its certificate is renewed")
    func rotation() throws {
        let stage = try ConfigurationStage.encrypted()
        #expect(try stage.current().tls == "1")

        try stage.write("cert.pem", "2")
        #expect(try stage.current().tls == "1")
        stage.advance(.milliseconds(4999))
        #expect(try stage.current().tls == "1")
        try stage.write("key.pem", "2")
        #expect(try stage.current().tls == "2")

        try stage.write("cert.pem", "3")
        #expect(try stage.current().tls == "2")
        stage.advance(.seconds(5))
        #expect(stage.refusal == "\(stage.path("web.yml")):3: tls_server_config.key: no fit")
        #expect(stage.watch.lastGoodTLS == "2")
        try stage.write("key.pem", "3")
        #expect(try stage.current().tls == "3")
    }

    @Test("may lose a certificate for as long")
    func replaced() throws {
        let stage = try ConfigurationStage.encrypted()
        _ = try stage.current()
        #expect(unsafe unlink(stage.path("key.pem")) == 0)
        #expect(try stage.current().tls == "1")
        stage.advance(.seconds(5))
        #expect(stage.refusal.hasSuffix("key.pem: No such file or directory"))
    }

    @Test("holds for no moment when it is itself the one that changed")
    func impatient() throws {
        let stage = try ConfigurationStage.encrypted()
        _ = try stage.current()
        try stage.write("web.yml", stage.encrypted + "#\n")
        try stage.write("cert.pem", "2")
        #expect(stage.refusal.hasSuffix(":3: tls_server_config.key: no fit"))
        #expect(stage.watch.lastGoodTLS == "1")
    }

    @Test("opens nothing while it is being written", arguments: ["", "basic_auth_users:\n", "rate_limit: {}\n"])
    func torn(_ text: String) throws {
        let stage = try ConfigurationStage()
        let whole = "basic_auth_users:\n  a: \(hashOfHorse)\n"
        try stage.write("web.yml", whole)
        #expect(try stage.current().configuration.users.count == 1)

        try stage.write("web.yml", text)
        #expect(try stage.current().configuration.users.count == 1)
        stage.advance(.milliseconds(999))
        #expect(try stage.current().configuration.users.count == 1)
        try stage.write("web.yml", whole)
        #expect(try stage.current().configuration.users.count == 1)

        try stage.write("web.yml", text)
        #expect(try stage.current().configuration.users.count == 1)
        stage.advance(.seconds(1))
        #expect(try stage.current().configuration.users.isEmpty)
    }

    @Test("asks clients for as much as before for a second", arguments: ["tls", "  client_auth", "  client_allowed"])
    func tornEncryption(_ cut: String) throws {
        let stage = try ConfigurationStage.encrypted()
        try stage.write("ca.pem", "1")
        let whole =
            stage.encrypted + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
            + "  client_allowed_sans: [a]\n"
        try stage.write("web.yml", whole)
        let before = try stage.current().configuration
        #expect(before.tls?.allowedNames == ["a"])

        let end = try #require(whole.firstRange(of: cut)).lowerBound
        try stage.write("web.yml", String(whole[..<end]))
        #expect(try stage.current().configuration == before)
        stage.advance(.seconds(1))
        #expect(try stage.current().configuration != before)
    }
}
