import Glibc
import YAML

@testable import Web

/// A configuration whose text stands in the test; the files that it may name are `cert.pem`, `key.pem` and `ca.pem`.
func configuration(_ text: String) throws(Fault) -> WebConfiguration {
    try configuration(Array(text.utf8))
}

func configuration(_ bytes: [UInt8]) throws(Fault) -> WebConfiguration {
    try WebConfiguration(parsing: bytes) { (path) throws(Fault) in
        guard ["cert.pem", "key.pem", "ca.pem"].contains(path) else {
            throw Fault(reason: "cannot read \(path): \(FileError(code: ENOENT))")
        }
        return Array("<\(path)>".utf8)
    }
}

/// The one line with which a text is refused; `taken` when it is not.
func refusal(of text: String) -> String {
    do throws(Fault) {
        _ = try configuration(text)
        return "taken"
    } catch {
        return (error.line.map { "\($0): " } ?? "") + error.reason
    }
}

/// Of the password `correct horse`, at cost 4.
let hashOfHorse = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"

extension TLSSettings {
    static let plain = TLSSettings(certificate: Array("<cert.pem>".utf8), key: Array("<key.pem>".utf8))

    static func with(_ change: (inout TLSSettings) -> Void) -> TLSSettings {
        var settings = plain
        change(&settings)
        return settings
    }
}
