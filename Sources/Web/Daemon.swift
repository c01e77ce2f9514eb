import CMicroHTTPD

/// One listening socket with the thread that serves it: the only owner of an `MHD_Daemon`.
///
/// Letting go of it closes the socket, breaks off what is being answered, and waits for the thread.
@safe final class Daemon: Sendable {
    /// The port that the system chose, where it was asked to.
    let port: UInt16

    // Written once here, and then used by libmicrohttpd alone.
    nonisolated(unsafe) private let handle: OpaquePointer
    nonisolated(unsafe) private let callbacks: UnsafeMutablePointer<cmicrohttpd_callbacks>
    private let site: Site

    init(listeningOn address: ListenAddress, serving site: Site) throws(WebError) {
        var listener: CInt = -1
        var port: UInt16 = 0
        try check("listen on \(address)", unsafe cmicrohttpd_listen(address.host, address.port, &listener, &port))

        let callbacks = UnsafeMutablePointer<cmicrohttpd_callbacks>.allocate(capacity: 1)
        unsafe callbacks.initialize(
            to: cmicrohttpd_callbacks(
                context: Unmanaged.passUnretained(site).toOpaque(),
                begin: beginRequest,
                answer: answerRequest,
                answered: countOwnAnswer
            )
        )
        var handle: OpaquePointer?
        do throws(WebError) {
            try check("serve \(address)", unsafe cmicrohttpd_start(listener, .standard, callbacks, &handle))
        } catch {
            unsafe callbacks.deallocate()
            throw error
        }
        unsafe self.handle = handle!  // Set whenever the call returns 0.
        unsafe self.callbacks = callbacks
        self.site = site
        self.port = port
    }

    deinit {
        unsafe MHD_stop_daemon(handle)
        unsafe callbacks.deallocate()
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
