import CMicroHTTPD
import Glibc

/// The headers of the request that libmicrohttpd asks about, for as long as it asks.
@safe struct Headers: ~Copyable {
    private let connection: OpaquePointer

    init(of connection: OpaquePointer) {
        unsafe self.connection = connection
    }

    /// Every value of a header, in the order of the lines.
    borrowing func values(of name: String) -> [String] {
        unsafe name.withCString { name in
            var search = unsafe Search(name: name)
            unsafe withUnsafeMutablePointer(to: &search) { search in
                _ = unsafe MHD_get_connection_values(connection, .HEADER_KIND, collect, search)
            }
            return unsafe search.values
        }
    }
}

extension Headers {
    /// How much body follows; nil for chunks, which do not say. Throws when the headers leave doubts.
    ///
    /// libmicrohttpd looks at the first of several lengths, and prefers an encoding to them. A proxy in front may
    /// choose otherwise, and then take a part of the body for a request of its own.
    borrowing func announcedBody() throws(MalformedHeaders) -> UInt64? {
        let lengths = values(of: "Content-Length")
        let encodings = values(of: "Transfer-Encoding")
        guard lengths.count + encodings.count <= 1 else { throw MalformedHeaders() }
        if let encoding = encodings.first {
            guard encoding.lowercased() == "chunked" else { throw MalformedHeaders() }
            return nil
        }
        guard let length = lengths.first else { return 0 }
        guard let length = UInt64(length) else { throw MalformedHeaders() }
        return length
    }

    /// Throws unless there is the one `Host` that a version asks for; HTTP/1.0 may do without.
    borrowing func checkHost(version: String) throws(MalformedHeaders) {
        let count = values(of: "Host").count
        guard count == 1 || (count == 0 && version == "HTTP/1.0") else { throw MalformedHeaders() }
    }
}

struct MalformedHeaders: Error {}

@unsafe private struct Search {
    let name: UnsafePointer<CChar>
    var values: [String] = []
}

private func collect(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name, let value = unsafe value else { return .YES }
    let search = unsafe context.assumingMemoryBound(to: Search.self)
    if unsafe strcasecmp(name, search.pointee.name) == 0 {
        unsafe search.pointee.values.append(String(cString: value))
    }
    return .YES
}
