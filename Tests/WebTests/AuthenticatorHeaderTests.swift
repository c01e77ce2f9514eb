import Foundation
import TestSupport
import Testing

@testable import Web

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

@Suite("The header Authorization")
struct AuthenticatorHeaderTests {
    @Test(
        "names a user and a password",
        arguments: [
            ("Basic YTpi", "a", "b"), ("basic YTpi", "a", "b"), ("BASIC YTpi", "a", "b"), ("Basic OmI=", "", "b"),
            ("Basic YTo=", "a", ""), ("Basic Og==", "", ""), ("Basic YTpiOmM=", "a", "b:c"),
            ("Basic w6k6w7w=", "é", "ü"),
        ]
    )
    func good(_ header: String, _ user: String, _ password: String) throws {
        let credentials = try #require(BasicCredentials(header))
        #expect(credentials.user == Array(user.utf8))
        #expect(credentials.password.text == Array(password.utf8))
    }

    @Test(
        "names nobody",
        arguments: [
            "", "Basic", "Basic ", "BasicYTpi", " Basic YTpi", "Basic  YTpi", "Basic\tYTpi", "Basic YTpi ",
            "Digest YTpi", "Bearer YTpi", "Basic YTpi,Basic YTpi", "Basic YQ==", "Basic YTp", "Basic YTpiOmM",
            "Basic YTpiOmN=", "Basic YT=i", "Basic YTpi====", "Basic =", "Basic ====", "Basic YTpi\n", "Basic YTp_",
            "Basic YQA6Yg==", "Basic YTpiAA==", "Básic YTpi", "Basic YTpí",
        ]
    )
    func bad(_ header: String) {
        #expect(BasicCredentials(header) == nil)
    }

    @Test("holds base64 as everybody writes it")
    func encoding() {
        for bytes in Fuzz.noise(500, length: 40) {
            #expect(Base64.bytes(of: Array(base64(bytes).utf8)) == bytes)
        }
    }

    @Test("may hold any bytes")
    func noise() {
        for bytes in Fuzz.noise(2000) {
            let bytes = Base64.bytes(of: bytes)
            #expect(bytes?.isEmpty ?? true || bytes.map { base64($0).isEmpty } == false)
        }
        for bytes in Fuzz.mutations(of: Array("Basic YTpiOmM=".utf8), 2000) {
            _ = BasicCredentials(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("may hold a password of which bcrypt sees the first 72 bytes")
    func long() throws {
        let password = String(repeating: "é", count: 36)
        let credentials = try #require(BasicCredentials("Basic \(base64(Array("a:\(password)more".utf8)))"))
        #expect(credentials.password.text == Array(password.utf8))
    }
}

extension Password {
    fileprivate var text: [UInt8] {
        var text: [UInt8] = []
        append(to: &text)
        return text
    }
}
