import CMicroHTTPD

/// One listening socket with the thread that serves it: the only owner of a `cmicrohttpd_server`.
///
/// Letting go of it breaks off what is being answered, closes all sockets, and waits for the thread.
@safe final class Daemon: Sendable {
    /// The port that the system chose, where it was asked to.
    let port: UInt16

    nonisolated(unsafe) private let handle: OpaquePointer  // Only started and stopped; the thread has the rest.
    private let site: Site

    init(listeningOn address: ListenAddress, serving site: Site) throws(WebError) {
        var listener: CInt = -1
        var port: UInt16 = 0
        try check("listen on \(address)", unsafe cmicrohttpd_listen(address.host, address.port, &listener, &port))

        let callbacks = unsafe cmicrohttpd_callbacks(
            context: Unmanaged.passUnretained(site).toOpaque(),
            begin: beginRequest,
            answer: answerRequest,
            answered: countOwnAnswer
        )
        var handle: OpaquePointer?
        try check("serve \(address)", unsafe cmicrohttpd_start(listener, .standard, callbacks, &handle))
        unsafe self.handle = handle!  // Set whenever the call returns 0.
        self.site = site
        self.port = port
    }

    deinit {
        unsafe cmicrohttpd_stop(handle)
    }
}

extension cmicrohttpd_limits {
    /// A scraper needs one connection, and sends a few hundred bytes on it at a time.
    fileprivate static let standard = cmicrohttpd_limits(
        connections: 512,
        idle_seconds: 10,
        connection_memory_bytes: 32 * 1024
    )
}

/// Throws what a `cmicrohttpd_` function returned, unless it returned 0.
private func check(_ operation: @autoclosure () -> String, _ code: CInt) throws(WebError) {
    guard code == 0 else { throw WebError(operation(), code: code) }
}
