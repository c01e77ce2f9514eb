import CLinux

/// Starts a thread that may block for as long as it likes; `ps -L` shows 15 bytes of its name.
///
/// Throws when the system has no thread left.
public func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(Body(name: name, run: body))
    let code = unsafe clinux_start_thread(threadMain, box.toOpaque())
    guard code == 0 else {
        unsafe box.release()
        throw SystemError("thread", code: code)
    }
}

private final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

@Sendable private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
    unsafe clinux_name_thread(body.name)
    body.run()
    return nil
}
