import CTestTLS
import TestSupport

@testable import Web

/// How a handshake between a client and a session that follows a context ended.
struct TLSHandshake: Equatable {
    /// What the server answered, when both sides are content.
    struct Agreement: Equatable {
        var version: TLSVersion
        /// Zero for TLS 1.3.
        var suite: UInt16
        var curve: String
        /// The common name of the server's certificate.
        var server: String
        /// Whether the client was asked for a certificate.
        var asked: Bool
    }

    enum Ending: Equatable {
        case agreed
        /// The client was told why.
        case alert(Int)
        /// The client was told nothing.
        case closed
        /// The client refused.
        case refusedByClient
    }

    let ending: Ending
    let agreement: Agreement?

    init(_ context: TLSContext, client: Identity? = nil, _ priorities: String = "NORMAL") throws {
        let pair = try TLSPair(context, client: client, priorities)
        self = pair.shakeHands()
    }

    fileprivate init(_ outcome: inout ctesttls_outcome) {
        switch (outcome.server, outcome.client, outcome.alert) {
        case (0, 0, _): ending = .agreed
        case (_, _, 0...): ending = .alert(Int(outcome.alert))
        case (_, -110, _): ending = .closed  // GNUTLS_E_PREMATURE_TERMINATION
        default: ending = .refusedByClient
        }
        let versions = TLSVersion.allCases
        guard ending == .agreed, versions.indices.contains(Int(outcome.version)) else {
            agreement = nil
            return
        }
        agreement = Agreement(
            version: versions[Int(outcome.version)],
            suite: outcome.suite,
            curve: unsafe withUnsafeBytes(of: &outcome.group) { unsafe Self.text($0) },
            server: unsafe withUnsafeBytes(of: &outcome.name) { unsafe Self.text($0) },
            asked: outcome.asked
        )
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// A client and a server's session, connected.
@safe final class TLSPair {
    private let pair: OpaquePointer
    private let context: TLSContext

    init(_ context: TLSContext, client: Identity? = nil, _ priorities: String = "NORMAL") throws {
        self.context = context
        guard let pair = unsafe ctesttls_connect(priorities, client?.handle),
            let session = unsafe ctesttls_server(pair)
        else {
            throw WebConfigurationError("no pair")
        }
        unsafe self.pair = pair
        unsafe context.adopt(session)
    }

    deinit {
        unsafe ctesttls_disconnect(pair)
    }

    func shakeHands() -> TLSHandshake {
        var outcome = ctesttls_outcome()
        unsafe ctesttls_shake_hands(pair, &outcome)
        return TLSHandshake(&outcome)
    }
}

/// The numbers of alerts.
enum Alert {
    static let handshakeFailure = TLSHandshake.Ending.alert(40)
    static let badCertificate = TLSHandshake.Ending.alert(42)
    static let certificateExpired = TLSHandshake.Ending.alert(45)
    static let unknownAuthority = TLSHandshake.Ending.alert(48)
    static let certificateRequired = TLSHandshake.Ending.alert(116)
}

/// Who takes part in the tests. Made once: keys take their time.
enum Cast {
    static let authority = Identity("Test CA", isAuthority: true)
    static let server = Identity("server", names: ["DNS:localhost"], signedBy: authority)
    /// Of the same name, but with a key of its own.
    static let impostor = Identity("Test CA", isAuthority: true)
    static let stranger = Identity("Other CA", isAuthority: true)

    static func settings(_ change: (inout TLSSettings) -> Void = { _ in }) -> TLSSettings {
        var settings = TLSSettings(certificate: server.certificate, key: server.key)
        change(&settings)
        return settings
    }
}
