import Fetch

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
        case .other: self.init(error.code == nil ? .missing : .refused, text)
        }
    }

    /// Whether nobody is there.
    var isAbsence: Bool { kind == .refused || kind == .missing }
}
