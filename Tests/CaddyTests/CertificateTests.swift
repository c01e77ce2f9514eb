import Foundation
import TestSupport
import Testing

@testable import Caddy

@Suite("Certificates", .timeLimit(.minutes(1)))
struct CertificateTests {
    @Test("are read from PEM, and from nothing else")
    func pem() throws {
        let sample = Array(try AdminSamples.text("pki-ca-local.json").utf8)
        #expect(
            CertificateTimes(authority: "local", reply: sample)
                == CertificateTimes(
                    name: "local",
                    issuer: "Caddy Local Authority - 2026 ECC Root",
                    notBefore: 1_795_208_540,
                    notAfter: 2_106_248_540
                )
        )
        for text in [
            "", "{}", "null", #"{"root_certificate":""}"#, #"{"root_certificate":"-----BEGIN CERTIFICATE-----"}"#,
        ] {
            #expect(CertificateTimes(authority: "local", reply: Array(text.utf8)) == nil)
        }
        for bytes in Fuzz.mutations(of: sample, 1000) { _ = CertificateTimes(authority: "local", reply: bytes) }
    }

    @Test("are shown to who shakes hands")
    func handshake() throws {
        guard let server = try TLSServer() else { return }
        let times = try #require(
            CertificateTimes(of: "a.localhost", at: "127.0.0.1:\(server.port)", within: .seconds(20))
        )
        #expect(times.name == "a.localhost")
        #expect(times.issuer == "files.example.com")
        #expect(times.notAfter - times.notBefore == 10 * 24 * 3600)
        #expect(CertificateTimes(of: "127.0.0.1", at: "127.0.0.1:\(server.port)", within: .seconds(20)) != nil)
    }

    @Test("are none where nobody speaks TLS, or nobody speaks")
    func noHandshake() {
        let silent = FakeServer(tcp: { $0.waitForEnd() })
        #expect(CertificateTimes(of: "a", at: "127.0.0.1:\(silent.port)", within: .milliseconds(50)) == nil)
        let plain = FakeServer(tcp: { peer in
            _ = peer.receive(1)
            peer.send(Array("HTTP/1.0 400 Bad Request\r\n\r\n".utf8))
        })
        #expect(CertificateTimes(of: "a", at: "127.0.0.1:\(plain.port)", within: .seconds(20)) == nil)
        for address in ["127.0.0.1:1", "localhost:443", "127.0.0.1", ":443", "[::1:2", "127.0.0.1:0", ""] {
            #expect(CertificateTimes(of: "a", at: address, within: .seconds(20)) == nil)
        }
    }

    @Test("are looked at every five minutes, a hundred at a time, and kept until then")
    func book() {
        let start = ContinuousClock.now
        let served = (0..<150).map { ServedCertificate(name: "\($0)", address: "127.0.0.1:443") }
        var book = CertificateBook()
        var asked = 0
        func look(_ seconds: Int, _ served: [ServedCertificate], isUp: Bool = true) -> Int {
            asked = 0
            book.look(at: served, Budget(.seconds(100)), now: start + .seconds(seconds)) { served, _ in
                asked += 1
                return isUp ? CertificateTimes(name: served.name, issuer: "", notBefore: 0, notAfter: 1) : nil
            }
            return asked
        }
        #expect(look(0, served) == 100)
        #expect(look(15, served) == 50)
        #expect(look(30, served) == 0)
        #expect(book.times.count == 150)
        #expect(look(300, served, isUp: false) == 100)
        #expect(book.times.count == 50)
        #expect(look(301, Array(served.prefix(1))) == 0)
        #expect(book.times.count <= 1)
    }

    @Test("of one name and issuer at two addresses are one: the one that ends first")
    func twoAddresses() {
        let served = [("b", 1), ("a", 3), ("a", 2), ("a", 4)].map {
            ServedCertificate(name: $0, address: "127.0.0.1:\($1)")
        }
        func times(_ served: ServedCertificate) -> CertificateTimes {
            let end = served.address.last?.wholeNumberValue ?? 0
            let issuer = end == 4 ? "other" : ""
            return CertificateTimes(name: served.name, issuer: issuer, notBefore: 0, notAfter: Double(end))
        }
        for order in [served, served.reversed()] {
            var book = CertificateBook()
            book.look(at: order, Budget(.seconds(100)), now: .now) { served, _ in times(served) }
            #expect(book.times == [served[2], served[3], served[0]].map(times))
        }
    }

    @Test("are not kept for longer than two lives when the time never suffices")
    func stale() {
        let start = ContinuousClock.now
        let served = ServedCertificate(name: "a", address: "127.0.0.1:1")
        let times = CertificateTimes(name: "a", issuer: "", notBefore: 0, notAfter: 1)
        var book = CertificateBook()
        book.look(at: [served], Budget(.seconds(100)), now: start) { _, _ in times }
        book.look(at: [served], Budget(.zero), now: start + .seconds(599)) { _, _ in times }
        #expect(book.times == [times])
        book.look(at: [served], Budget(.zero), now: start + .seconds(600)) { _, _ in times }
        #expect(book.times == [])
        book.look(at: [served], Budget(.seconds(100)), now: start + .seconds(601)) { _, _ in times }
        #expect(book.times == [times])
    }

    @Test("are not looked at when the time of the round is over")
    func noTime() {
        var book = CertificateBook()
        book.look(at: [ServedCertificate(name: "a", address: "")], Budget(.zero), now: .now) { _, _ in
            Issue.record("it was looked at")
            return nil
        }
    }
}

/// `openssl s_server` with a certificate of ten days; nil where there is no openssl.
private final class TLSServer {
    private let process: Process
    private let directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    let port: UInt16

    init?() throws {
        let openssl = URL(filePath: "/usr/bin/openssl")
        guard FileManager.default.isExecutableFile(atPath: openssl.path) else { return nil }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let (key, certificate) = (directory.appending(path: "key").path, directory.appending(path: "cert").path)
        let maker = Process()
        maker.executableURL = openssl
        maker.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "10",
            "-subj",
            "/CN=files.example.com", "-keyout", key, "-out", certificate,
        ]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()

        process = Process()
        process.executableURL = openssl
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = Pipe()
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""  // "ACCEPT 127.0.0.1:40123"
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            text += String(decoding: more, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        port = line.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    }

    deinit {
        process.terminate()
        try? FileManager.default.removeItem(at: directory)
    }
}
