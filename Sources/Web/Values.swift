import CMicroHTTPD
import Glibc

/// What libmicrohttpd knows of the request that it asks about, for as long as it asks.
@safe struct Values {
    private let connection: OpaquePointer

    init(of connection: OpaquePointer) {
        unsafe self.connection = connection
    }

    /// The value of a header; several of them are joined by commas, in the order of the lines; empty when there is none.
    func header(_ name: String) -> String {
        // Most are not there.
        guard unsafe MHD_lookup_connection_value(connection, .HEADER_KIND, name) != nil else { return "" }
        return unsafe name.withCString { name in
            var search = unsafe Search(name: name)
            unsafe withUnsafeMutablePointer(to: &search) { search in
                _ = unsafe MHD_get_connection_values(connection, .HEADER_KIND, join, search)
            }
            return unsafe search.found ?? ""
        }
    }

    /// What follows the question mark, unescaped: `collect[]=volume`.
    var arguments: [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        unsafe withUnsafeMutablePointer(to: &found) { found in
            _ = unsafe MHD_get_connection_values(connection, .GET_ARGUMENT_KIND, collect, found)
        }
        return found
    }

    /// What the lines of the head say of how the request is to be read. Throws when they leave doubts: a proxy in front
    /// may then see other headers, or another request, than we do.
    ///
    /// Headers are read where they lie: from the end of a line to the beginning of the next there are two bytes, from
    /// the method to the end of the last line as many as the head has, without the empty line.
    func head(from method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) throws(MalformedHeaders) -> Head {
        var lines = unsafe HeadLines(after: version)
        unsafe withUnsafeMutablePointer(to: &lines) { lines in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, follow, lines)
        }
        let end = UInt(bitPattern: method) &+ UInt(unsafe cmicrohttpd_head_size(connection))
        guard lines.end &+ 4 == end else { throw MalformedHeaders() }
        return unsafe try lines.head(isOld: strcmp(version, "HTTP/1.0") == 0)
    }
}

@unsafe private struct Search {
    let name: UnsafePointer<CChar>
    var found: String?
}

private func join(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name else { return .YES }
    let search = unsafe context.assumingMemoryBound(to: Search.self)
    if unsafe strcasecmp(name, search.pointee.name) == 0 {
        let value = unsafe value.map { unsafe String(cString: $0) } ?? ""
        unsafe search.pointee.found = unsafe search.pointee.found.map { "\($0),\(value)" } ?? value
    }
    return .YES
}

private func collect(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    guard let context = unsafe context, let name = unsafe name else { return .YES }
    let found = unsafe context.assumingMemoryBound(to: [(name: String, value: String)].self)
    // An argument without an equals sign has no value.
    unsafe found.pointee.append((String(cString: name), value.map { unsafe String(cString: $0) } ?? ""))
    return .YES
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
    unsafe context.assumingMemoryBound(to: HeadLines.self).pointee.add(
        UnsafeRawBufferPointer(start: name, count: nameSize),
        UnsafeRawBufferPointer(start: value, count: valueSize)
    )
    return .YES
}
