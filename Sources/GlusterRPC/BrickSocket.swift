/// The local socket of a process that serves bricks: one, or with brick multiplexing many.
///
/// Each call opens a connection, may block until its deadline, changes nothing and resets nothing.
public struct BrickSocket: Sendable {
    private let path: String
    private let deadline: Duration

    /// Using the socket at `path` needs root or `CAP_DAC_OVERRIDE`.
    public init(_ path: String, deadline: Duration = .seconds(2)) {
        self.path = path
        self.deadline = deadline
    }

    /// What the brick at `brickPath` has counted since it started or was cleared (XLATOR_INFO; `info-op` 3 is
    /// cumulative, `peek` leaves the counters of the interval alone).
    ///
    /// - Returns: Nil when the process does not serve that brick.
    public func profile(of brickPath: String) throws(RPCError) -> Dict? {
        let input = Dict(text: ["info-op": "3", "peek": "on"])
        let arguments = TranslatorCall.arguments(name: brickPath, operation: Procedure.brickInfo.number, input)
        let stream = try Stream(unix: path, within: deadline)
        var reply = try stream.call(.brickInfo, arguments, limit: TranslatorCall.limit)
        return try Self.profile(&reply)
    }

    static func profile(_ reply: inout XDRReader) throws(RPCError) -> Dict? {
        do throws(RPCError) {
            return try TranslatorCall.output(of: &reply)
        } catch {
            // "xlator /bricks/x is not loaded"
            if case .failed(_, let message) = error, message.hasSuffix(" is not loaded") { return nil }
            throw error
        }
    }
}
