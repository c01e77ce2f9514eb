import CMicroHTTPD

/// A `MHD_Daemon` without a thread and a listening socket of its own: the only owner of a `cmicrohttpd_server`.
///
/// It belongs to the thread of its ``Loop``, which it calls back.
@safe final class Engine {
    private let handle: OpaquePointer

    /// `context` is what its callbacks are given; it outlives the engine. Throws when there is no memory or descriptor.
    init(
        isEncrypted: Bool,
        patience: Duration,
        connections: Int,
        context: UnsafeMutableRawPointer
    ) throws(WebError) {
        // The loop cuts off whoever takes too long; libmicrohttpd's own limits are a second line behind it.
        let limits = cmicrohttpd_limits(
            connections: CUnsignedInt(clamping: connections),
            idle_seconds: CUnsignedInt(clamping: patience.components.seconds + 5),
            connection_memory_bytes: 32 * 1024
        )
        let callbacks = unsafe cmicrohttpd_callbacks(
            context: context,
            connection: noteConnection,
            begin: beginRequest,
            answer: answerRequest,
            completed: completeRequest,
            answered: countOwnAnswer
        )
        var handle: OpaquePointer?
        try check("start libmicrohttpd", unsafe cmicrohttpd_start(isEncrypted, limits, callbacks, &handle))
        unsafe self.handle = handle!  // Set whenever the call returns 0.
    }

    deinit {
        unsafe cmicrohttpd_stop(handle)
    }

    /// Readable when there is work to do.
    var descriptor: CInt { unsafe cmicrohttpd_descriptor(handle) }

    /// Takes over a connection. Throws when there is no memory for it; the socket is closed then.
    func add(_ peer: cmicrohttpd_peer) throws(WebError) {
        var address = peer.address
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe cmicrohttpd_add(handle, peer.socket, $0, peer.address_length)
            }
        }
        try check("take a connection", code)
    }

    /// Does what there is to do. How long until there may be more without anything to read; nil: for ever.
    func run() -> Duration? {
        let milliseconds = unsafe cmicrohttpd_run(handle)
        return milliseconds < 0 ? nil : .milliseconds(Int(milliseconds))
    }
}

/// Throws what a `cmicrohttpd_` function returned, unless it returned 0.
func check(_ operation: @autoclosure () -> String, _ code: CInt) throws(WebError) {
    guard code == 0 else { throw WebError(operation(), code: code) }
}
