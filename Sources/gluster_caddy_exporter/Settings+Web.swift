import Settings
import Web

extension Settings {
    /// - Throws: ``ListenAddressError``.
    func serverSettings() throws -> ServerSettings {
        var server = ServerSettings(addresses: try web.listenAddresses.map { try ListenAddress(parsing: $0) })
        server.unixSocketMode = web.unixSocketMode
        server.unixSocketGroup = web.unixSocketGroup
        server.configuration = web.configurationFile.map { WebConfigurationFile(path: $0) }
        server.maxRequests = web.maxRequests
        server.maxConnections = web.maxConnections
        server.maxConnectionsPerAddress = web.maxConnectionsPerAddress
        return server
    }
}
