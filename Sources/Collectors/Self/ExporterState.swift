/// What the daemon knows of itself when it is scraped.
public struct ExporterState: Sendable {
    public var version = ""
    public var revision = ""
    public var swiftVersion = ""
    public var gfapiVersion = ""
    public var reports: [PollReport] = []
    /// By reason, each reason that there can be.
    public var workerRestarts: [String: UInt64] = [:]
    /// By level.
    public var logMessages: [String: UInt64] = [:]
    /// By status code.
    public var requests: [Int: UInt64] = [:]
    /// By reason, each reason that there can be.
    public var cutConnections: [String: UInt64] = [:]
    public var isConfigurationLoaded = true
    /// Seconds since 1970.
    public var configurationTime = 0.0
    public var process: ProcessReading?

    public init() {}
}
