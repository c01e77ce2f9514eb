/// The local socket of a node's self-heal daemon.
///
/// Each call opens a connection, may block until its deadline, and starts no heal.
public struct SelfHealSocket: Sendable {
    /// What can be asked: the daemon knows more operations, two of which start heals.
    public enum Question: Sendable, Hashable, CaseIterable {
        /// `SET-CHILD-hardlinks`: the entries in the index of each brick; or `SET-CHILD-status`: why there are none.
        case healCount
        /// `statistics-SET-CHILD-count` and more: its last crawls of each brick.
        case statistics

        /// `gf_xl_afr_op_t` (`rpc/xdr/src/cli1-xdr.x`).
        var operation: Int {
            switch self {
            case .healCount: 8
            case .statistics: 7
            }
        }
    }

    private let path: String
    private let deadline: Duration

    /// Using the socket at `path` needs root or `CAP_DAC_OVERRIDE`.
    public init(_ path: String, deadline: Duration = .seconds(2)) {
        self.path = path
        self.deadline = deadline
    }

    /// Asks about replica sets, by the names of their translators (`photos-replicate-0`). In the answer a set is named
    /// by its place in `sets`; one that the daemon does not have is left out of it.
    public func ask(_ question: Question, sets: [String]) throws(RPCError) -> Dict {
        let input = Self.input(question, sets)
        let arguments = TranslatorCall.arguments(name: "", operation: Procedure.selfHeal.number, input)
        let stream = try Stream(unix: path, within: deadline)
        var reply = try stream.call(.selfHeal, arguments, limit: TranslatorCall.limit)
        return try TranslatorCall.output(of: &reply)
    }

    static func input(_ question: Question, _ sets: [String]) -> Dict {
        var values = ["xl-op": "\(question.operation)", "count": "\(sets.count)"]
        for (index, set) in sets.enumerated() {
            values["xl-\(index)"] = set
            values[set] = "\(index)"
        }
        return Dict(text: values)
    }
}
