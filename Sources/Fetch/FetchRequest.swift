import CCurl
import Glibc

/// One GET; there is no way to ask for anything else.
public struct FetchRequest: Sendable, Hashable {
    public var endpoint: Endpoint
    public var isTLS = false
    /// Begins with `/`.
    public var path: String
    /// What the header `Host` says, which may be nothing; nil for what the endpoint is called.
    public var host: String?
    public var accept = "*/*"
    /// For all of it, from connecting to the last byte.
    public var deadline: Duration
    /// Of the body, in bytes.
    public var sizeLimit: Int

    public init(
        _ endpoint: Endpoint,
        _ path: String,
        host: String? = nil,
        deadline: Duration = .seconds(4),
        sizeLimit: Int = 16 << 20
    ) {
        self.endpoint = endpoint
        self.path = path
        self.host = host
        self.deadline = deadline
        self.sizeLimit = sizeLimit
    }

    /// Asks, over a connection of its own, and blocks until the deadline at most: for a thread, or an executor, that may.
    ///
    /// No proxy, no redirect, no cookie; a compressed reply is inflated.
    public func send() throws(FetchError) -> Reply {
        let url = try url()
        guard deadline > .zero else { throw FetchError(self, CCURL_TIMEOUT, code: ETIMEDOUT, message: "") }
        let milliseconds = max(1, CLong(clamping: Int(deadline / .milliseconds(1))))
        let hostHeader = host.map { $0.isEmpty ? "Host;" : "Host: \($0)" } ?? "Host: \(endpoint.name)"
        var path: String?
        if case .unix(let socket) = endpoint { path = socket }

        let limit = max(0, sizeLimit)
        var reply = unsafe ccurl_reply()
        let code = unsafe url.withCString { url in
            unsafe hostHeader.withCString { host in
                unsafe "Accept: \(accept)".withCString { accept in
                    unsafe withOptionalCString(path) { socket in
                        var request = unsafe ccurl_request(
                            url: url,
                            unix_path: socket,
                            host_header: host,
                            accept_header: accept,
                            milliseconds: milliseconds,
                            limit: limit
                        )
                        return unsafe ccurl_get(&request, &reply)
                    }
                }
            }
        }
        defer { unsafe ccurl_free(&reply) }
        guard code == 0 else {
            throw unsafe FetchError(self, reply.failure, code: code, message: text(of: &reply.message))
        }
        let body = unsafe [UInt8](UnsafeBufferPointer(start: reply.bytes, count: reply.length))
        return unsafe Reply(status: Int(reply.status), contentType: text(of: &reply.content_type), body: body)
    }

    /// Nothing of what we are given may end a line of the request, or mean something else than what it stands for.
    private func url() throws(FetchError) -> String {
        for text in [path, accept, host ?? ""] where !text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) {
            throw FetchError(.other, endpoint, "only printable ASCII can be asked for", code: EINVAL)
        }
        guard path.hasPrefix("/"), !path.contains(" ") else {
            throw FetchError(.other, endpoint, "the path must begin with / and have no blanks", code: EINVAL)
        }
        switch endpoint {
        case .unix(let socket):
            guard !socket.isEmpty, socket.utf8.count < 108, !socket.utf8.contains(0) else {
                throw FetchError(.other, endpoint, "a socket's path has 1 to 107 bytes", code: ENAMETOOLONG)
            }
        case .tcp(let host, _):
            let isName = host.utf8.allSatisfy {
                $0 < 0x80
                    && (Character(UnicodeScalar($0)).isLetter || (0x30...0x3a).contains($0) || "-._".utf8.contains($0))
            }
            guard !host.isEmpty, isName else {
                throw FetchError(.other, endpoint, "this is no name of a host", code: EINVAL)
            }
        }
        return "\(isTLS ? "https" : "http")://\(endpoint.name)\(path)"
    }
}

extension Endpoint {
    /// What a URL and the header `Host` call it.
    fileprivate var name: String {
        switch self {
        case .tcp: description
        case .unix: "localhost"
        }
    }
}

private func withOptionalCString(_ text: String?, _ body: (UnsafePointer<CChar>?) -> CInt) -> CInt {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
}

/// The text in an array of C, up to its NUL.
private func text<Array>(of array: inout Array) -> String {
    unsafe withUnsafeBytes(of: &array) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
