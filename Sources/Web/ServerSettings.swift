/// Where a server listens, and how much it lets clients ask of it.
public struct ServerSettings: Sendable, Hashable {
    public var addresses: [ListenAddress]
    /// Of Unix sockets: 0 to 0o777.
    public var unixSocketMode: UInt32 = 0o660
    /// Of Unix sockets: a name or a number; nil: the process' own.
    public var unixSocketGroup: String?
    /// With TLS, users, headers, a rate limit; nil: none of them.
    public var configuration: WebConfigurationFile?
    /// Requests under way at the same time; 0: as many as connections.
    public var maxRequests = 0
    public var maxConnections = 512
    public var maxConnectionsPerAddress = 256
    /// From the beginning of a connection, or the end of its last answer, to the end of a request's headers; and the
    /// same for writing an answer.
    public var patience = Duration.seconds(10)

    public init(addresses: [ListenAddress]) {
        self.addresses = addresses
    }
}
