import Settings
import Web

extension Settings {
    /// What the web server needs of the settings.
    ///
    /// - Throws: ``ListenAddressError`` for an address that is none.
    func serverSettings() throws(ListenAddressError) -> ServerSettings {
        var addresses: [ListenAddress] = []
        // systemd's sockets come instead of addresses.
        if !web.usesSystemdSockets {
            for text in web.listenAddresses { addresses.append(try ListenAddress(parsing: text)) }
        }
        var server = ServerSettings(addresses: addresses)
        server.unixSocketMode = web.unixSocketMode
        server.unixSocketGroup = web.unixSocketGroup
        server.configuration = web.configurationFile.map { WebConfigurationFile(path: $0) }
        server.maxRequests = web.maxRequests
        server.maxConnections = web.maxConnections
        server.maxConnectionsPerAddress = web.maxConnectionsPerAddress
        return server
    }
}
