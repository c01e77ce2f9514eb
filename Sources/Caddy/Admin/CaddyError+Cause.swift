import Fetch
import Glibc

extension CaddyError {
    init(_ error: FetchError, _ address: AdminAddress) {
        let text = "\(address): \(error.reason)"
        switch error.kind {
        case .refused: self.init(.refused, text)
        case .missing: self.init(.missing, text)
        case .permission:
            if case .unix(let path) = error.endpoint {
                self.init(.permission, SocketPermission(looking: path).description)
            } else {
                self.init(.permission, text)
            }
        case .timeout: self.init(.timeout, text)
        case .tooLarge, .tls, .protocol: self.init(.badReply, text)
        case .other: self.init(Self.kind(error.code), text)
        }
    }

    /// Of a failure that `Fetch` has no word for; nil: the name cannot be resolved.
    private static func kind(_ code: CInt?) -> Kind {
        switch code {
        case nil, ENAMETOOLONG, ENOTDIR, ELOOP: .missing
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .permission  // The kernel grants us no more; Caddy may be well.
        default: .refused
        }
    }

    /// Whether nobody is there.
    var isAbsence: Bool { kind == .refused || kind == .missing }
}
