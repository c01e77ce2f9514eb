import CMicroHTTPD
import Glibc

/// What libmicrohttpd knows of the request that it asks about, for as long as it asks.
@safe struct Values {
    private let connection: OpaquePointer

    init(of connection: OpaquePointer) {
        unsafe self.connection = connection
    }

    /// Every value of a header, in the order of the lines.
    func of(_ name: String) -> [String] {
        unsafe all(.HEADER_KIND) { unsafe strcasecmp($0, name) == 0 }.map(\.value)
    }

    /// What follows the question mark, unescaped: `collect[]=volume`.
    var arguments: [(name: String, value: String)] {
        unsafe all(.GET_ARGUMENT_KIND) { _ in true }
    }

    private func all(
        _ kind: MHD_ValueKind,
        where isWanted: @escaping (UnsafePointer<CChar>) -> Bool
    ) -> [(name: String, value: String)] {
        var search = unsafe Search(isWanted: isWanted)
        unsafe withUnsafeMutablePointer(to: &search) { search in
            _ = unsafe MHD_get_connection_values(connection, kind, collect, search)
        }
        return unsafe search.found
    }
}

extension Values {
    /// How much body follows; nil for chunks, which do not say. Throws when the headers leave doubts.
    ///
    /// libmicrohttpd looks at the first of several lengths, and prefers an encoding to them. A proxy in front may
    /// choose otherwise, and then take a part of the body for a request of its own.
    func announcedBody() throws(MalformedHeaders) -> UInt64? {
        let lengths = of("Content-Length")
        let encodings = of("Transfer-Encoding")
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
    func checkHost(version: String) throws(MalformedHeaders) {
        let count = of("Host").count
        guard count == 1 || (count == 0 && version == "HTTP/1.0") else { throw MalformedHeaders() }
    }
}

struct MalformedHeaders: Error {}

@unsafe private struct Search {
    let isWanted: (UnsafePointer<CChar>) -> Bool
    var found: [(name: String, value: String)] = []
}

private func collect(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name else { return .YES }
    let search = unsafe context.assumingMemoryBound(to: Search.self)
    if unsafe search.pointee.isWanted(name) {
        // An argument without an equals sign has no value.
        unsafe search.pointee.found.append((String(cString: name), value.map { unsafe String(cString: $0) } ?? ""))
    }
    return .YES
}
