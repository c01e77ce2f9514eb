import Glibc
import Testing

@testable import Web

@Suite("A watched web configuration file")
struct ConfigurationWatchTests {
    @Test("is read once, and again only when something has changed")
    func once() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", stage.encrypted)
        try stage.write("cert.pem", "1")
        try stage.write("key.pem", "1")

        for _ in 1...3 { #expect(try stage.current().tls == "1") }
        #expect(stage.made == ["1 1"])
        #expect(stage.watch.reads == 1)

        try stage.write("web.yml", stage.encrypted + "rate_limit: {interval: 1s, burst: 3}\n")
        #expect(try stage.current().configuration.rateLimit?.burst == 3)
        #expect(stage.made == ["1 1"])
    }

    @Test("is read again when somebody writes into it")
    func overwritten() throws {
        let stage = try ConfigurationStage.encrypted()
        _ = try stage.current()
        try stage.overwrite("web.yml", stage.encrypted + "rate_limit: {interval: 1s, burst: 3}\n")
        #expect(try stage.current().configuration.rateLimit?.burst == 3)
        try stage.overwrite("cert.pem", "22")
        try stage.overwrite("key.pem", "22")
        #expect(try stage.current().tls == "22")
    }

    @Test("says at the start and on demand what is wrong with it, without any patience")
    func check() throws {
        let stage = try ConfigurationStage()
        let file = WebConfigurationFile(path: stage.path("web.yml"))
        try stage.write("web.yml", "basic_auth_users:\n  a: \(hashOfHorse)\n")
        try file.check()
        #expect(try file.current().get().configuration.users.count == 1)
        #expect(file.lastGoodTLS == nil)

        try stage.write("web.yml", "basic_auth_users:\n  a: horse\n")
        let message = "\(stage.path("web.yml")):2: basic_auth_users: no hash of bcrypt; allowed: \(BcryptHash.allowed)"
        #expect(throws: WebConfigurationError(message)) { try file.check() }
        #expect(throws: WebConfigurationError(message)) { try file.current().get() }

        #expect(file == WebConfigurationFile(path: stage.path("web.yml")))
        #expect(file != WebConfigurationFile(path: stage.path("other.yml")))
    }

    @Test("follows links, as those that secrets are mounted by")
    func links() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", stage.encrypted)
        for version in ["1", "2"] {
            try stage.write("cert\(version)", version)
            try stage.write("key\(version)", version)
        }
        try stage.link("cert.pem", to: "cert1")
        try stage.link("key.pem", to: "key1")
        #expect(try stage.current().tls == "1")

        try stage.link("cert.pem", to: "cert2")
        try stage.link("key.pem", to: "key2")
        #expect(try stage.current().tls == "2")
    }

    @Test("may be changed twice within one step of the clock")
    func young() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", "rate_limit: {interval: 1s, burst: 3}\n")
        stage.wall = try stage.changed("web.yml") + 19_999_999
        _ = try stage.current()
        #expect(stage.watch.isSettled == false)

        stage.wall += 1
        _ = try stage.current()
        #expect(stage.watch.isSettled == true)
    }

    @Test("is bad from the next question on, and good again")
    func bad() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", "rate_limit: {interval: 1s, burst: 3}\n")
        #expect(try stage.current().configuration.rateLimit?.burst == 3)

        try stage.write("web.yml", "\nrate_limits: {}\n")
        let reason = "unknown key \"rate_limits\" (did you mean rate_limit?)"
        let allowed = "tls_server_config, http_server_config, rate_limit, basic_auth_users"
        #expect(stage.refusal == "\(stage.path("web.yml")):2: \(reason); allowed: \(allowed)")
        try stage.write("web.yml", "rate_limit: {interval: 1s, burst: 4}\n")
        #expect(try stage.current().configuration.rateLimit?.burst == 4)
    }

    @Test("is bad when it cannot be read", arguments: ["file", "directory", "pipe", "size"])
    func unreadable(_ kind: String) throws {
        let stage = try ConfigurationStage()
        let path = stage.path("web.yml")
        switch kind {
        case "directory": #expect(unsafe mkdir(path, 0o700) == 0)
        case "pipe": #expect(unsafe mkfifo(path, 0o600) == 0)
        case "size": try stage.write("web.yml", String(repeating: "#", count: 1 << 20 + 1))
        default: break
        }
        let reasons = [
            "file": "No such file or directory", "directory": "Is a directory", "pipe": "Invalid argument",
            "size": "larger than 1 MiB",
        ]
        #expect(stage.refusal == "\(path): cannot read \(path): \(reasons[kind] ?? "")")
    }

    @Test("names the file that cannot be read, from its own directory on")
    func lost() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", "tls_server_config:\n  cert_file: cert.pem\n  key_file: /nowhere/key.pem\n")
        let place = "\(stage.path("web.yml")):"
        let cert = "tls_server_config.cert_file: cannot read \(stage.path("cert.pem")): No such file or directory"
        #expect(stage.refusal == "\(place)2: \(cert)")

        try stage.write("cert.pem", "1")
        let key = "tls_server_config.key_file: cannot read /nowhere/key.pem: No such file or directory"
        #expect(stage.refusal == "\(place)3: \(key)")
    }

    @Test("is bad when GnuTLS does not take it, which is asked once")
    func misfit() throws {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", stage.encrypted)
        try stage.write("cert.pem", "1")
        try stage.write("key.pem", "2")
        for _ in 1...3 { #expect(stage.refusal == "\(stage.path("web.yml")):3: tls_server_config.key: no fit") }
        #expect(stage.made == ["1 2"])
        #expect(stage.watch.lastGoodTLS == nil)
    }
}
