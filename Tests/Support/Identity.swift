import CTestTLS
import Foundation

/// A key, and the certificate that says whose it is: for tests of TLS, also against the real program.
///
/// ```swift
/// let authority = Identity("Test CA", isAuthority: true)
/// let server = Identity("server", names: ["DNS:localhost", "IP:127.0.0.1"], signedBy: authority)
/// try server.write(to: directory, as: "server")  // server.crt, server.key
/// ```
@safe package final class Identity: Sendable {
    package enum Kind: Sendable, CaseIterable {
        case ec, rsa, ed25519
    }

    package static let server = "1.3.6.1.5.5.7.3.1"
    package static let client = "1.3.6.1.5.5.7.3.2"

    /// PEM.
    package let certificate: [UInt8]
    /// PEM, PKCS 8.
    package let key: [UInt8]
    private let authority: Identity?
    private nonisolated(unsafe) let pointer: OpaquePointer

    /// - Parameters:
    ///   - name: The common name.
    ///   - kind: Of the key.
    ///   - names: Alternative names: `DNS:`, `IP:`, `EMAIL:` or `URI:`, and what follows.
    ///   - purpose: An OID; nil for any purpose.
    ///   - days: When it is valid, from today.
    ///   - isAuthority: Whether it may sign others.
    ///   - authority: Who signs; nil: itself.
    package init(
        _ name: String,
        kind: Kind = .ec,
        names: [String] = [],
        purpose: String? = nil,
        days: ClosedRange<Int> = -1...30,
        isAuthority: Bool = false,
        signedBy authority: Identity? = nil
    ) {
        let now = Int64(Date.now.timeIntervalSince1970)
        let made = unsafe name.withCString { name in
            unsafe (purpose ?? "").withCString { oid in
                var subject = unsafe ctesttls_subject(
                    name: name,
                    kind: kind == .ec ? CTESTTLS_EC : kind == .rsa ? CTESTTLS_RSA : CTESTTLS_ED25519,
                    purpose: purpose == nil ? nil : oid,
                    is_authority: isAuthority,
                    not_before: now + Int64(days.lowerBound) * 86400,
                    not_after: now + Int64(days.upperBound) * 86400
                )
                return unsafe ctesttls_prepare(&subject)
            }
        }
        guard let made = unsafe made else { preconditionFailure("no identity") }
        for name in names {
            let parts = name.split(separator: ":", maxSplits: 1)
            unsafe ctesttls_add_name(made, String(parts[0]), String(parts[1]))
        }
        unsafe ctesttls_sign(made, authority?.pointer)
        unsafe pointer = made
        self.authority = authority
        certificate = unsafe Self.text { unsafe ctesttls_certificate(made, $0, $1) }
        key = unsafe Self.text { unsafe ctesttls_key(made, nil, $0, $1) }
    }

    deinit {
        unsafe ctesttls_free(pointer)
    }

    /// For `CTestTLS`: as long as the identity lives.
    package var handle: OpaquePointer { unsafe pointer }

    package func encryptedKey(password: String) -> [UInt8] {
        unsafe Self.text { unsafe ctesttls_key(pointer, password, $0, $1) }
    }

    /// Writes `NAME.crt` and `NAME.key`.
    package func write(to directory: String, as name: String) throws {
        try Data(certificate).write(to: URL(filePath: "\(directory)/\(name).crt"))
        try Data(key).write(to: URL(filePath: "\(directory)/\(name).key"))
    }

    private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Int) -> [UInt8] {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16384) { room in
            guard let start = room.baseAddress else { return [] }
            let length = unsafe fill(start, room.count)
            precondition(length <= room.count)
            return unsafe room[..<length].map { UInt8(bitPattern: $0) }
        }
    }
}
