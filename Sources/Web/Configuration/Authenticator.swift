/// Says whether a request's name and password are those of a user.
///
/// Hashing takes so long that it is done on a thread of its own, and its result is remembered.
final class Authenticator: Sendable {
    enum Verdict: Sendable, Hashable {
        case granted, denied
        /// Being hashed: the closure will be called.
        case pending
        /// Too much is being hashed already.
        case overloaded
    }

    /// - Parameters:
    ///   - authorization: The value of the header, empty when there is none.
    ///   - users: Hashes by name. Not empty.
    ///   - done: Called once, on the hashing thread, if and only if the verdict is `pending`.
    /// - Returns: What is known at once.
    func verdict(
        on authorization: String,
        users: [String: String],
        done: @escaping @Sendable (_ isGranted: Bool) -> Void
    ) -> Verdict {
        .denied
    }

    /// Ends the thread. What is pending is never told.
    func stop() {}
}
