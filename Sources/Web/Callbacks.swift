import CMicroHTTPD
import Glibc

// What libmicrohttpd calls, on the thread of the loop: functions at file scope, as closures would belong to an actor.
// The context is a `Loop`, which outlives its engines.

private func loop(_ context: UnsafeMutableRawPointer) -> Loop {
    unsafe Unmanaged<Loop>.fromOpaque(context).takeUnretainedValue()
}

/// The number that the loop gave a connection.
private func number(_ connection: OpaquePointer) -> Int {
    unsafe Int(bitPattern: cmicrohttpd_context(connection))
}

/// A connection begins or ends.
func noteConnection(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_ConnectionNotificationCode
) {
    guard
        let context = unsafe context, let connection = unsafe connection, let socketContext = unsafe socketContext
    else { return }
    if code == .CONNECTION_NOTIFY_STARTED {
        unsafe socketContext.pointee = UnsafeMutableRawPointer(bitPattern: loop(context).begin(connection))
    } else {
        unsafe loop(context).end(Int(bitPattern: socketContext.pointee))
    }
}

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

/// Called when the headers are complete, then for each piece of the body, then once more for the answer; and again when
/// the connection was suspended.
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

    let loop = unsafe loop(context)
    let id = unsafe number(connection)
    let values = unsafe Values(of: connection)
    var state = unsafe RequestState(bits: UInt(bitPattern: bits.pointee))
    defer { unsafe bits.pointee = UnsafeMutableRawPointer(bitPattern: state.bits) }

    if !state.isBegun {
        // The version follows the target and a space. A target that ends before them had a zero byte inside.
        let isWhole = unsafe version - target == state.targetLength + 1
        guard unsafe state.mustAnswerAtOnce(values, method, version, isWhole: isWhole) else { return .YES }
    } else if unsafe uploadSize.pointee > 0 {
        unsafe state.received += uploadSize.pointee
        unsafe uploadSize.pointee = 0
        return state.received <= RequestState.longestBody ? .YES : .NO
    }

    if let fault = state.fault {
        let (status, response) = loop.answer(id, to: fault)
        return unsafe queue(status, response, connection, loop)
    }
    let request = unsafe Request(
        method: String(cString: method),
        path: RequestTarget.path(of: String(cString: target)),
        header: { values.header($0) },
        arguments: { values.arguments }
    )
    switch loop.answer(id, to: request) {
    case .now(let status, let response): return unsafe queue(status, response, connection, loop)
    case .later:
        unsafe loop.suspend(id, connection)
        return .YES
    case .none: return .NO
    }
}

private func queue(_ status: Int, _ response: Response, _ connection: OpaquePointer, _ loop: Loop) -> MHD_Result {
    loop.mailbox.count(status)
    return unsafe MHD_queue_response(connection, CUnsignedInt(status), response.handle)
}

/// A request has been answered, or its client has gone.
func completeRequest(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    bits: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_RequestTerminationCode
) {
    guard let context = unsafe context, let connection = unsafe connection else { return }
    unsafe loop(context).complete(number(connection))
}

/// libmicrohttpd gave an answer without asking.
func countOwnAnswer(context: UnsafeMutableRawPointer?, status: CUnsignedInt) {
    guard let context = unsafe context else { return }
    unsafe loop(context).mailbox.count(Int(status))
}

extension RequestState {
    /// Begins the request. True when it makes no sense, or is not safe, to read the body before the answer.
    fileprivate mutating func mustAnswerAtOnce(
        _ values: Values,
        _ method: UnsafePointer<CChar>,
        _ version: UnsafePointer<CChar>,
        isWhole: Bool
    ) -> Bool {
        isBegun = true
        guard fault == nil else { return true }
        do throws(MalformedHeaders) {
            guard isWhole else { throw MalformedHeaders() }
            let head = unsafe try values.head(from: method, version: version)
            // libmicrohttpd bids such a client go on, and closes without an answer when more requests have come.
            if head.body == 0, head.isExpecting { return true }
            return head.body ?? 0 > Self.longestBody
        } catch {
            fault = .malformed
            return true
        }
    }
}
