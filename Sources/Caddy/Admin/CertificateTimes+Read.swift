import CGnuTLS
import CLinux
import FoundationEssentials
import Glibc

extension CertificateTimes {
    /// What `/pki/ca/ID` says of the root; nil when it is something else.
    init?(authority id: String, reply: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(AuthorityAnswer.self, from: Data(reply)) else { return nil }
        self.init(name: id, pem: Array(answer.rootCertificate.utf8))
    }

    /// The first certificate of a PEM text.
    init?(name: String, pem: [UInt8]) {
        var certificate = cgnutls_certificate()
        guard unsafe pem.withUnsafeBytes({ unsafe cgnutls_read_pem($0.baseAddress, $0.count, &certificate) }) == 0
        else {
            return nil
        }
        self.init(name: name, &certificate)
    }

    /// What a server shows for a name; nil when it shows nothing in the time given, or its address is not a numeric one
    /// with a port: looking a name up could hang.
    init?(of name: String, at address: String, within time: Duration) {
        guard let place = NumericAddress(address), time > .zero else { return nil }
        let end = ContinuousClock.now + time
        var socket: CInt = -1
        guard unsafe clinux_connect_tcp(place.host, place.port, time.milliseconds, &socket) == 0 else { return nil }
        defer { close(socket) }
        var certificate = cgnutls_certificate()
        let rest = (end - .now).milliseconds
        let isName = NumericAddress.host(name) == nil && !name.isEmpty
        let code =
            isName
            ? unsafe cgnutls_shake_hands(socket, name, rest, &certificate)
            : unsafe cgnutls_shake_hands(socket, nil, rest, &certificate)
        guard code == 0 else { return nil }
        self.init(name: name, &certificate)
    }

    private init(name: String, _ certificate: inout cgnutls_certificate) {
        let issuer = unsafe withUnsafeBytes(of: &certificate.issuer) {
            unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(
            name: name,
            issuer: issuer,
            notBefore: Double(certificate.not_before),
            notAfter: Double(certificate.not_after)
        )
    }
}

/// `127.0.0.1:443`, `[::1]:8443`.
struct NumericAddress: Sendable, Hashable {
    let host: String
    let port: UInt16

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
            let host = Self.host(String(text[..<colon]))
        else { return nil }
        self.host = host
        self.port = port
    }

    /// An address, with or without brackets; nil for a name.
    static func host(_ text: String) -> String? {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let host = isBracketed ? String(text.dropFirst().dropLast()) : text
        guard !host.utf8.contains(0) else { return nil }  // C would stop reading there.
        var bytes = in6_addr()
        let isAddress = unsafe inet_pton(AF_INET, host, &bytes) == 1 || inet_pton(AF_INET6, host, &bytes) == 1
        return isAddress ? host : nil
    }
}

private struct AuthorityAnswer: Decodable {
    var rootCertificate: String

    enum CodingKeys: String, CodingKey {
        case rootCertificate = "root_certificate"
    }
}

extension Duration {
    fileprivate var milliseconds: CInt { CInt(clamping: max(0, Int(self / .milliseconds(1)))) }
}
