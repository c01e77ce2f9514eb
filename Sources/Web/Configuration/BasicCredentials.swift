import CCrypt

/// Who a request says it comes from (RFC 7617), as bytes.
struct BasicCredentials: Sendable {
    let user: [UInt8]
    let password: Password

    /// Nil for another scheme and for what is not written as it should be. bcrypt has no zero bytes.
    init?(_ header: String) {
        let scheme = header.utf8.prefix(6)
        guard String(scheme)?.lowercased() == "basic ",
            var bytes = Base64.bytes(of: header.utf8.dropFirst(6)), !bytes.isEmpty
        else { return nil }
        defer { bytes.forget() }

        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), !bytes.contains(0) else { return nil }
        user = Array(bytes[..<colon])
        password = Password(bytes[(colon + 1)...])
    }
}

/// A password in the one place where it is kept: it is overwritten before the memory is given back.
@safe final class Password: Sendable {
    /// What bcrypt looks at: the rest makes no difference to it.
    static let limit = 72

    let count: Int
    nonisolated(unsafe) private let bytes: UnsafeMutablePointer<UInt8>  // Never written to after `init`.

    init(_ text: ArraySlice<UInt8>) {
        count = min(text.count, Self.limit)
        unsafe bytes = .allocate(capacity: Self.limit + 1)
        unsafe bytes.initialize(repeating: 0, count: Self.limit + 1)
        for (offset, byte) in text.prefix(Self.limit).enumerated() {
            unsafe bytes[offset] = byte
        }
    }

    deinit {
        unsafe ccrypt_forget(bytes, Self.limit + 1)
        unsafe bytes.deallocate()
    }

    func append(to message: inout [UInt8]) {
        unsafe message.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Takes as long as the cost of the hash says. A hash that is none matches nothing.
    func matches(_ hash: String) -> Bool {
        var matches = false
        let code = unsafe bytes.withMemoryRebound(to: CChar.self, capacity: Self.limit + 1) { password in
            unsafe ccrypt_bcrypt_matches(password, hash, &matches)
        }
        return code == 0 && matches
    }
}

extension [UInt8] {
    /// Overwrites a secret before its memory is given back. Works on the only copy, or on none at all.
    mutating func forget() {
        unsafe withUnsafeMutableBytes { unsafe ccrypt_forget($0.baseAddress, $0.count) }
    }
}
