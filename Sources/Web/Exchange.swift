/// What the loop keeps of one connection, between the calls that libmicrohttpd makes about it.
@safe struct Exchange {
    let socket: CInt
    /// Nil: plain HTTP. Kept as long as its session lives.
    let encryption: TLSContext?
    /// While it is suspended.
    var suspended: OpaquePointer?
    /// What came of what the request was suspended for.
    var outcome: Outcome?

    init(socket: CInt, encryption: TLSContext?) {
        self.socket = socket
        self.encryption = encryption
    }

    /// The end of what a request had to wait for.
    enum Outcome: Sendable {
        case authenticated(Bool)
        /// With what went wrong.
        case reloaded(String?)
        /// The server stops.
        case abandoned
    }
}

/// What is known of a request when all of it is here.
struct Request {
    var method: String
    /// Without what follows a question mark.
    var path: Substring
    /// The value of a header; several of them are joined by commas; empty when there is none.
    var header: (String) -> String
    /// What follows the question mark, unescaped.
    var arguments: () -> [(name: String, value: String)]
}

/// What a request gets.
enum Answer {
    case now(Int, Response)
    /// When something has ended that takes its time.
    case later
    /// Nothing: the connection ends.
    case none
}
