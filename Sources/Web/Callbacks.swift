import CMicroHTTPD
import Glibc

// What libmicrohttpd calls, on its own thread: functions at file scope, as closures would belong to an actor. The
// context is a `Site` that the `Daemon` keeps alive.

/// The target of a request is known, and still as the client sent it. It may be absent.
func beginRequest(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let bytes = unsafe UnsafeBufferPointer(start: target, count: target.map { unsafe strlen($0) } ?? 0)
    let fault = unsafe bytes.withMemoryRebound(to: UInt8.self) { unsafe RequestTarget.fault(in: $0) }
    return unsafe UnsafeMutableRawPointer(bitPattern: RequestState(targetLength: bytes.count, fault: fault).bits)
}

/// Called when the headers are complete, then for each piece of the body, then once more for the answer.
///
/// An answer given in the first call ends the connection: libmicrohttpd reads nothing after it.
func answerRequest(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    target: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?,
    upload: UnsafePointer<CChar>?,
    uploadSize: UnsafeMutablePointer<Int>?,
    bits: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard
        let context = unsafe context, let connection = unsafe connection, let target = unsafe target,
        let method = unsafe method, let version = unsafe version, let uploadSize = unsafe uploadSize,
        let bits = unsafe bits
    else { return .NO }

    let site = unsafe Unmanaged<Site>.fromOpaque(context).takeUnretainedValue()
    let headers = unsafe Headers(of: connection)
    var state = unsafe RequestState(bits: UInt(bitPattern: bits.pointee))
    defer { unsafe bits.pointee = UnsafeMutableRawPointer(bitPattern: state.bits) }

    if !state.isBegun {
        // The version follows the target and a space. A target that ends before them had a zero byte inside.
        let isWhole = unsafe version - target == state.targetLength + 1
        let version = unsafe String(cString: version)
        guard state.mustAnswerAtOnce(headers, version: version, isWhole: isWhole) else { return .YES }
    } else if unsafe uploadSize.pointee > 0 {
        unsafe state.received += uploadSize.pointee
        unsafe uploadSize.pointee = 0
        return state.received <= RequestState.longestBody ? .YES : .NO
    }

    let (status, response) =
        state.fault.map(site.answer)
        ?? site.answer(
            method: unsafe String(cString: method),
            path: RequestTarget.path(of: unsafe String(cString: target)),
            header: { headers.values(of: $0).joined(separator: ",") }
        )
    site.count(status)
    return unsafe MHD_queue_response(connection, CUnsignedInt(status), response.handle)
}

/// libmicrohttpd gave an answer without asking.
func countOwnAnswer(context: UnsafeMutableRawPointer?, status: CUnsignedInt) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Site>.fromOpaque(context).takeUnretainedValue().count(Int(status))
}

extension RequestState {
    /// Begins the request. True when it makes no sense, or is not safe, to read the body before the answer.
    fileprivate mutating func mustAnswerAtOnce(
        _ headers: borrowing Headers,
        version: String,
        isWhole: Bool
    ) -> Bool {
        isBegun = true
        guard fault == nil else { return true }
        do throws(MalformedHeaders) {
            guard isWhole else { throw MalformedHeaders() }
            try headers.checkHost(version: version)
            let length = try headers.announcedBody() ?? 0
            return length > Self.longestBody
        } catch {
            fault = .malformed
            return true
        }
    }
}
