/// Keeps the loop from spinning: while a client is in the middle of a handshake, libmicrohttpd says that there is work,
/// and there is none.
struct SpinGuard {
    /// So many times nothing came before the loop rests. While an answer is sent there is work indeed: an encrypted one
    /// goes in pieces of 16 KiB, one each time.
    private static let limit = 4
    private static let limitWhileAnswering = 4096

    private var quiet = 0

    /// Something came to read, or a request has been answered: another one may have come with it.
    mutating func noteProgress() { quiet = 0 }

    mutating func noteNothing() { quiet = min(quiet + 1, Self.limitWhileAnswering) }

    /// How long to wait when libmicrohttpd wants no longer than `asked`.
    func wait(_ asked: Duration, isAnswering: Bool) -> Duration {
        let limit = isAnswering ? Self.limitWhileAnswering : Self.limit
        return asked == .zero && quiet >= limit ? .milliseconds(5) : asked
    }
}
