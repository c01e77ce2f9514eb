import Glibc

/// How a request is to be read.
struct Head: Equatable {
    /// How much body follows; nil for chunks, which do not say.
    var body: UInt64?
    /// Whether the client waits for leave to send it.
    var isExpecting: Bool
}

struct MalformedHeaders: Error {}

/// Reads the lines of a head, in their order, and in one go: it is done for each request.
///
/// libmicrohttpd takes more than the standard allows: lines that go on in the next one, control characters, several
/// lengths of a body (it looks at the first, and prefers an encoding to them). A proxy in front may choose otherwise,
/// and take a part of the body for a request of its own.
@safe struct HeadLines {
    /// The address behind the line before.
    private(set) var end: UInt
    private var areWhole = true
    private var hosts = 0
    private var lengths = 0
    private var encodings = 0
    private var isExpecting = false
    /// Of the last line that tells of a body.
    private var body: String?

    init(after version: UnsafePointer<CChar>) {
        end = unsafe UInt(bitPattern: version) &+ UInt(strlen(version))
    }

    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let isNext = UInt(bitPattern: name.baseAddress) &- end == 2
        let isText = unsafe value.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") }
        if name.count == 0 || !isNext || !isText { areWhole = false }
        end = UInt(bitPattern: value.baseAddress) &+ UInt(value.count)
        unsafe note(name, value)
    }

    private mutating func note(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if unsafe name.isHeader("Host") {
            hosts += 1
        } else if unsafe name.isHeader("Content-Length") {
            lengths += 1
            body = unsafe String(decoding: value, as: UTF8.self)
        } else if unsafe name.isHeader("Transfer-Encoding") {
            encodings += 1
            body = unsafe String(decoding: value, as: UTF8.self)
        } else if unsafe name.isHeader("Expect") {
            isExpecting = true
        }
    }

    /// What they say together. `isOld`: in HTTP/1.0, where nobody has to name a host.
    func head(isOld: Bool) throws(MalformedHeaders) -> Head {
        guard areWhole, hosts == 1 || (hosts == 0 && isOld), lengths + encodings <= 1 else { throw MalformedHeaders() }
        guard let body else { return Head(body: 0, isExpecting: isExpecting) }
        if encodings == 1 {
            guard body.lowercased() == "chunked" else { throw MalformedHeaders() }
            return Head(body: nil, isExpecting: isExpecting)
        }
        guard let length = UInt64(body) else { throw MalformedHeaders() }
        return Head(body: length, isExpecting: isExpecting)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether it is this name, in letters of any case.
    fileprivate func isHeader(_ name: String) -> Bool {
        guard count == name.utf8.count, let start = baseAddress else { return false }
        return unsafe strncasecmp(start.assumingMemoryBound(to: CChar.self), name, count) == 0
    }
}
