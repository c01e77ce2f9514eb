/// What one request has come to, between the calls that libmicrohttpd makes about it.
///
/// libmicrohttpd keeps one pointer for us. All that we have to know fits into its bits: nothing is allocated, and so
/// nothing can leak when a client goes away.
struct RequestState: Equatable {
    var fault: RequestFault?
    /// Whether the first of the calls, the one that precedes the body, is over.
    var isBegun = false
    /// Up to ``RequestTarget/longest``, and one more for all that is longer.
    var targetLength: Int
    /// The bytes of the body that came, all of them thrown away.
    var received = 0

    /// More than that of a body is not waited for. Nobody has to send us any.
    static let longestBody = 64 * 1024

    init(targetLength: Int, fault: RequestFault?) {
        self.targetLength = min(targetLength, RequestTarget.longest + 1)
        self.fault = fault
    }
}

extension RequestState {
    init(bits: UInt) {
        fault = RequestFault(rawValue: bits & 0b11)
        isBegun = bits & 0b100 != 0
        targetLength = Int(bits >> 3 & 0xffff)
        received = Int(bits >> 19)
    }

    var bits: UInt {
        (fault?.rawValue ?? 0) | (isBegun ? 0b100 : 0) | UInt(targetLength) << 3 | UInt(received) << 19
    }
}
