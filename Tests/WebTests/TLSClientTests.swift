import TestSupport
import Testing

@testable import Web

@Suite("Certificates of clients")
struct TLSClientTests {
    enum Client: CaseIterable {
        case none, good, expired, early, forServers, ofStranger, ofImpostor, ofItself

        static let identities: [Client: Identity] = [
            .good: Identity("good", purpose: Identity.client, signedBy: Cast.authority),
            .expired: Identity("expired", days: -3 ... -2, signedBy: Cast.authority),
            .early: Identity("early", days: 2...3, signedBy: Cast.authority),
            .forServers: Identity("for servers", purpose: Identity.server, signedBy: Cast.authority),
            .ofStranger: Identity("of a stranger", signedBy: Cast.stranger),
            .ofImpostor: Identity("of an impostor", signedBy: Cast.impostor),
            .ofItself: Identity("of itself"),
        ]

        /// What a server says to it that verifies.
        var ending: TLSHandshake.Ending {
            switch self {
            case .none, .good: .agreed
            case .expired, .early: Alert.certificateExpired
            case .forServers: Alert.badCertificate
            case .ofStranger, .ofImpostor, .ofItself: Alert.unknownAuthority
            }
        }
    }

    static let versions: [TLSVersion] = [.tls12, .tls13]

    private func handshake(
        _ authentication: ClientAuthentication,
        _ version: TLSVersion,
        _ client: Identity?,
        names: [String] = []
    ) throws -> TLSHandshake {
        let settings = Cast.settings {
            $0.clientAuthentication = authentication
            $0.allowedNames = names
            if authentication == .verifyIfGiven || authentication == .requireAndVerify {
                $0.clientAuthorities = Cast.authority.certificate
            }
        }
        return try TLSHandshake(TLSContext(settings), client: client, "NORMAL:-VERS-ALL:+VERS-TLS1.\(version.minor)")
    }

    @Test("are not asked for by default", arguments: versions, Client.allCases)
    func notAsked(version: TLSVersion, client: Client) throws {
        let handshake = try handshake(.none, version, Client.identities[client])

        #expect(handshake.ending == .agreed)
        #expect(handshake.agreement?.asked == false)
    }

    @Test("are asked for, and any will do, or none", arguments: versions, Client.allCases)
    func request(version: TLSVersion, client: Client) throws {
        let handshake = try handshake(.request, version, Client.identities[client])

        #expect(handshake.ending == .agreed)
        #expect(handshake.agreement?.asked == true)
    }

    @Test("are required, and any will do", arguments: versions, Client.allCases)
    func requireAny(version: TLSVersion, client: Client) throws {
        let handshake = try handshake(.requireAny, version, Client.identities[client])

        #expect(handshake.ending == (client == .none ? missing(version) : .agreed))
    }

    @Test("are verified when given", arguments: versions, Client.allCases)
    func verifyIfGiven(version: TLSVersion, client: Client) throws {
        let handshake = try handshake(.verifyIfGiven, version, Client.identities[client])

        #expect(handshake.ending == client.ending)
    }

    @Test("are required and verified", arguments: versions, Client.allCases)
    func requireAndVerify(version: TLSVersion, client: Client) throws {
        let handshake = try handshake(.requireAndVerify, version, Client.identities[client])

        #expect(handshake.ending == (client == .none ? missing(version) : client.ending))
    }

    private func missing(_ version: TLSVersion) -> TLSHandshake.Ending {
        version == .tls13 ? Alert.certificateRequired : Alert.handshakeFailure
    }

    static let named = Identity(
        "prometheus",
        names: [
            "DNS:prometheus.example", "IP:192.0.2.7", "IP:2001:db8::7", "EMAIL:ops@example.org",
            "URI:spiffe://example.org/prometheus",
        ],
        signedBy: Cast.authority
    )

    @Test(
        "have one of the names that are allowed",
        arguments: [
            "prometheus.example", "192.0.2.7", "2001:db8::7", "2001:DB8:0::7", "ops@example.org",
            "spiffe://example.org/prometheus",
        ]
    )
    func allowedName(name: String) throws {
        #expect(try handshake(.requireAndVerify, .tls13, Self.named, names: [name]).ending == .agreed)
        #expect(try handshake(.requireAndVerify, .tls12, Self.named, names: ["other", name]).ending == .agreed)
    }

    @Test(
        "are refused without a name that is allowed",
        arguments: [
            "prometheus", "prometheus.example.org", "*.example", "example", "PROMETHEUS.EXAMPLE", "192.0.2.70",
            "192.0.2", "2001:db8::8", "example.org", "spiffe://example.org/", "",
        ]
    )
    func otherName(name: String) throws {
        #expect(try handshake(.requireAndVerify, .tls13, Self.named, names: [name]).ending == Alert.badCertificate)
    }

    @Test("without alternative names have none that is allowed: their common name does not count")
    func noNames() throws {
        let client = Identity("prometheus", signedBy: Cast.authority)

        #expect(
            try handshake(.requireAndVerify, .tls12, client, names: ["prometheus"]).ending == Alert.badCertificate
        )
    }

    @Test("may be signed by whom an authority lets sign, and not by other clients", arguments: versions)
    func chains(version: TLSVersion) throws {
        let between = Identity("between", isAuthority: true, signedBy: Cast.authority)
        let good = Identity("good", signedBy: between)
        let bad = Identity("bad", signedBy: Client.identities[.good])

        #expect(try handshake(.requireAndVerify, version, good).ending == .agreed)
        #expect(try handshake(.requireAndVerify, version, bad).ending == Alert.unknownAuthority)
    }

    @Test("are verified before their name is looked at")
    func verifiedFirst() throws {
        let client = Identity("x", names: ["DNS:prometheus.example"], signedBy: Cast.stranger)

        let handshake = try handshake(.requireAndVerify, .tls13, client, names: ["prometheus.example"])

        #expect(handshake.ending == Alert.unknownAuthority)
    }
}
