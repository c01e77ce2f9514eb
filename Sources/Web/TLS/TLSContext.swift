/// What GnuTLS needs to know of one ``TLSSettings``: certificate, key, authorities, priorities.
///
/// Sessions use it as long as they live: whoever owns a session keeps its context.
@safe final class TLSContext: Sendable {
    /// Throws when GnuTLS refuses something, in words that name the key of the file.
    init(_ settings: TLSSettings) throws(WebConfigurationError) {
        throw WebConfigurationError("TLS: not yet")
    }

    /// Makes a server's new session, on which nothing has been sent or received, follow the settings.
    func adopt(_ session: OpaquePointer) {}
}
