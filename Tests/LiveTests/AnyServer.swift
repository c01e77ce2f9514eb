import Foundation

/// Something that is no Caddy: it takes connections, and says the same to each, whatever it is asked.
final class AnyServer {
    let port: UInt16
    private let process = Process()

    /// `rest` is said again and again, until the other side has had enough; nothing: the connection is closed.
    init(_ answer: String, then rest: String = "") throws {
        let out = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program, answer, rest]
        process.standardOutput = out
        try process.run()
        let line = String(decoding: out.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Lab.Failure(description: "the server says \(line)")
        }
        self.port = port
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)  // Foundation starts programs with SIGTERM blocked.
        process.waitUntilExit()
    }

    private static let program = """
        import socket, sys, threading
        answer, rest = (word.encode() for word in sys.argv[1:])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def serve(connection):
            try:
                connection.recv(4096)
                connection.sendall(answer)
                while rest:
                    connection.sendall(rest)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(4096)
            except OSError:
                pass
            connection.close()
        while True:
            threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
        """
}
