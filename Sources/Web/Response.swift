import CMicroHTTPD

/// A prepared answer without its status: the only owner of an `MHD_Response`.
///
/// Any number of requests on any threads may be answered with it at the same time. libmicrohttpd counts them, so the
/// answer may also go while clients still read it. The body is copied once: an array gives no pointer to keep.
@safe final class Response: Sendable {
    nonisolated(unsafe) let handle: OpaquePointer  // Guarded by a lock of libmicrohttpd.

    /// `others` take the place of headers of the same name.
    init(
        _ body: [UInt8],
        type: String,
        headers: [(name: String, value: String)] = [],
        and others: [String: String] = [:]
    ) {
        let handle = unsafe body.withUnsafeBytes { bytes in
            let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return unsafe MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
        }
        unsafe self.handle = handle!  // NULL only without memory.
        let own = [("Content-Type", type), ("X-Content-Type-Options", "nosniff")] + headers
        for (name, value) in own where others[name] == nil {
            unsafe MHD_add_response_header(self.handle, name, value)
        }
        for (name, value) in others.sorted(by: { $0.key < $1.key }) {
            unsafe MHD_add_response_header(self.handle, name, value)
        }
    }

    deinit {
        unsafe MHD_destroy_response(handle)
    }

    /// A line for people who look at it with curl.
    static func line(
        _ text: String,
        headers: [(name: String, value: String)] = [],
        and others: [String: String] = [:]
    ) -> Response {
        Response(Array("\(text)\n".utf8), type: "text/plain; charset=utf-8", headers: headers, and: others)
    }
}
