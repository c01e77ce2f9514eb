import CCurl
import Glibc

/// A request that brought no whole reply.
public struct FetchError: Error, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Nobody listens there.
        case refused
        /// There is no such socket.
        case missing
        /// The socket may not be used by us.
        case permission
        case timeout
        case tooLarge = "too_large"
        case tls
        /// What came is no HTTP, or ended too early.
        case `protocol`
        case other
    }

    public let kind: Kind
    /// What was asked.
    public let endpoint: Endpoint
    /// What happened, without the endpoint.
    public let reason: String
    /// Of the call that failed, where there was one.
    public let code: CInt?

    public init(_ kind: Kind, _ endpoint: Endpoint, _ reason: String, code: CInt? = nil) {
        self.kind = kind
        self.endpoint = endpoint
        self.reason = reason
        self.code = code
    }

    public var description: String { "\(endpoint): \(reason)" }

    /// From what `ccurl_get` returned; `message` is libcurl's and may name amounts and times that differ each time.
    init(_ request: FetchRequest, _ failure: ccurl_failure, code: CInt, message: String) {
        let endpoint = request.endpoint
        let systemCode = code == EPROTO ? nil : code
        switch failure {
        case CCURL_CONNECT:
            let text = systemCode.map { unsafe String(cString: strerror($0)) } ?? message
            self.init(Self.connectKind(code), endpoint, "connect: \(text)", code: systemCode)
        case CCURL_TIMEOUT:
            self.init(.timeout, endpoint, "no whole reply in time", code: ETIMEDOUT)
        case CCURL_TOO_LARGE: self.init(.tooLarge, endpoint, "the reply is longer than \(request.sizeLimit) bytes")
        case CCURL_TLS: self.init(.tls, endpoint, "TLS: \(message)")
        case CCURL_PROTOCOL:
            let text = systemCode.map { unsafe String(cString: strerror($0)) } ?? "the reply is no HTTP, or not whole"
            self.init(.protocol, endpoint, text, code: systemCode)
        case CCURL_RESOLVE: self.init(.other, endpoint, "the name cannot be resolved")
        default: self.init(.other, endpoint, message, code: systemCode)
        }
    }

    private static func connectKind(_ code: CInt) -> Kind {
        switch code {
        case ECONNREFUSED: .refused
        case ENOENT: .missing
        case EACCES, EPERM: .permission
        case ETIMEDOUT, EAGAIN: .timeout  // EAGAIN: a Unix socket whose queue is full.
        default: .other
        }
    }
}
