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
        // Most are not there.
        guard unsafe MHD_lookup_connection_value(connection, .HEADER_KIND, name) != nil else { return [] }
        return unsafe all(.HEADER_KIND) { unsafe strcasecmp($0, name) == 0 }.map(\.value)
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

extension Values {
    /// Throws unless each line has a name, ends with CR and LF, and none goes on in the next one or has
    /// control characters.
    ///
    /// libmicrohttpd takes more than that. A proxy in front may not, and then see other headers than we do. Headers are
    /// read where they lie: from the end of a line to the beginning of the next there are two bytes, from the method
    /// to the end of the last line as many as the head has, without the empty line.
    func checkLines(from method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) throws(MalformedHeaders) {
        var lines = unsafe Lines(end: UInt(bitPattern: version) &+ UInt(strlen(version)))
        unsafe withUnsafeMutablePointer(to: &lines) { lines in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, follow, lines)
        }
        let end = UInt(bitPattern: method) &+ UInt(unsafe cmicrohttpd_head_size(connection))
        guard lines.areWhole, lines.end &+ 4 == end else { throw MalformedHeaders() }
    }
}

struct MalformedHeaders: Error {}

private struct Lines {
    /// Of the line before.
    var end: UInt
    var areWhole = true
}

private func follow(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name, let value = unsafe value else { return .YES }
    let lines = unsafe context.assumingMemoryBound(to: Lines.self)
    let bytes = unsafe UnsafeRawBufferPointer(start: value, count: valueSize)
    let isNext = unsafe UInt(bitPattern: name) &- lines.pointee.end == 2
    let isText = unsafe bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") }
    if nameSize == 0 || !isNext || !isText {
        unsafe lines.pointee.areWhole = false
    }
    unsafe lines.pointee.end = UInt(bitPattern: value) &+ UInt(bitPattern: valueSize)
    return .YES
}

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
