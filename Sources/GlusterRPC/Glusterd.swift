/// The management daemon of one node.
///
/// Each call opens a connection, may block until its deadline, and takes no lock in the cluster.
public struct Glusterd: Sendable {
    private let socket: String
    private let deadline: Duration

    /// `socket` is the path of its local socket; using it needs root or `CAP_DAC_OVERRIDE`.
    public init(socket: String, deadline: Duration = .seconds(2)) {
        self.socket = socket
        self.deadline = deadline
    }

    /// The names of all volumes of the pool, from LIST_VOLUME.
    public func volumes() throws(RPCError) -> [String] {
        try Self.names(try ask(.listVolumes))
    }

    /// Lets glusterd write what it knows of its pool to a file, with GET_STATE: a snapshot of a few kilobytes a volume.
    ///
    /// It writes as root, mode 0644, and follows links: the directory must be one that nobody else can write to.
    /// `directory` is absolute, and there. The path that the reply names is not to be trusted, and not returned.
    /// After an error glusterd may still write, at any later time.
    public func writeState(to name: String, in directory: String) throws(RPCError) {
        let path = directory.hasSuffix("/") ? directory : "\(directory)/"
        _ = try ask(.getState, Dict(text: ["odir": path, "filename": name]))
    }

    private func ask(_ procedure: Procedure, _ dict: Dict? = nil) throws(RPCError) -> Dict {
        var arguments = XDRWriter()
        arguments.opaque(dict?.wire ?? [])
        let stream = try Stream(unix: socket, within: deadline)
        var reply = try stream.call(procedure, arguments.bytes)
        return try Self.dict(of: &reply)
    }

    /// Makes sure that the glusterd at `host` answers calls, and does not merely accept connections.
    public static func greet(host: String, port: UInt16, deadline: Duration = .seconds(1)) throws(RPCError) {
        let stream = try Stream(host: host, port: port, within: deadline)
        do throws(RPCError) {
            _ = try stream.call(.greet, limit: 4096)
        } catch {
            guard case .refused = error else { throw error }  // "Procedure unavailable": it is awake.
        }
    }

    /// What every command's reply begins with: a result, an errno, words, and a dictionary.
    static func dict(of reply: inout XDRReader) throws(RPCError) -> Dict {
        let result = try reply.integer()
        let code = try reply.integer()
        let message = try reply.string()
        guard result == 0 else { throw .failed(code: CInt(truncatingIfNeeded: code), message: message) }
        return try Dict.parse(try reply.opaque())
    }

    static func names(_ dict: Dict) throws(RPCError) -> [String] {
        guard let count = dict[integer: "count"], (0...dict.values.count).contains(count) else {
            throw .malformed("no count of volumes")
        }
        var names: [String] = []
        for index in 0..<count {
            guard let name = dict[text: "volume\(index)"] else { throw .malformed("no volume\(index)") }
            names.append(name)
        }
        return names.sorted()
    }
}
