import CLinux
import Glibc
import GlusterRPC
import Host

/// One worker process, as its parent sees it: the only owner of its pid and of this end of the socket.
///
/// The thread that starts it must outlive it: the worker is ended by the kernel when that thread ends.
struct WorkerProcess: ~Copyable {
    let socket: CInt
    private let pid: CInt
    private var assembler = RecordAssembler(limit: messageLimit)

    /// A process that was started elsewhere; `socket` is this side's end.
    init(socket: CInt, pid: CInt) {
        self.socket = socket
        self.pid = pid
    }

    /// Starts this very program as a worker.
    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw SystemError("socketpair", code: errno)
        }
        var pid: CInt = 0
        let code = unsafe clinux_spawn_self(GfapiWorker.verb, String(getpid()), ends[1], &pid)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw SystemError("spawn", code: code)
        }
        self.init(socket: ends[0], pid: pid)
    }

    /// Takes what the worker has sent; returns nil when it is gone or talks nonsense.
    mutating func receive() -> [Report]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var done = 0
        let code = unsafe buffer.withUnsafeMutableBytes {
            unsafe clinux_receive(socket, $0.baseAddress, $0.count, 0, &done)
        }
        if code == ETIMEDOUT { return [] }
        guard code == 0, done > 0 else { return nil }
        do throws(RPCError) {
            var reports: [Report] = []
            var bytes = buffer[..<done]
            while let message = try assembler.add(bytes) {
                reports.append(try Report.parse(message))
                bytes = []
            }
            return reports
        } catch {
            return nil
        }
    }

    /// Ends it, whatever it is doing.
    ///
    /// - Parameter patiently: It has closed its socket: the kernel may still be at work on its end.
    /// - Returns: Why it ended, if it had ended by itself.
    consuming func end(patiently: Bool) -> WorkerEnd? {
        var status: CInt = 0
        var hadEnded = unsafe waitpid(pid, &status, WNOHANG) == pid
        for _ in 0..<100 where patiently && !hadEnded {
            _ = poll(nil, 0, 10)
            hadEnded = unsafe waitpid(pid, &status, WNOHANG) == pid
        }
        if !hadEnded {
            kill(pid, SIGKILL)
            unsafe waitpid(pid, &status, 0)
        }
        close(socket)
        return hadEnded ? (status & 0x7f == 0 ? .exit : .signal) : nil
    }
}
