import Glibc

/// An operation of the web server that failed, with the `errno` (or the code of `getaddrinfo`, below zero) it
/// failed with: `listen on 127.0.0.1:10713: Address already in use`.
public struct WebError: Error, Hashable, CustomStringConvertible {
    public let operation: String
    public let code: CInt

    public init(_ operation: String, code: CInt) {
        self.operation = operation
        self.code = code
    }

    public var description: String {
        let reason = unsafe code < 0 ? String(cString: gai_strerror(code)) : String(cString: strerror(code))
        return "\(operation): \(reason)"
    }
}
