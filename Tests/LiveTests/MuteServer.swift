import Foundation

/// A glusterd that accepts connections and stops answering: it takes calls, and replies to the first few only.
final class MuteServer {
    let port: UInt16
    private let process = Process()

    /// It answers so many calls, over all connections, with "procedure unavailable".
    init(answers: Int) throws {
        let out = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program, String(answers)]
        process.standardOutput = out
        try process.run()
        let line = String(decoding: out.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Lab.Failure(description: "the mute server says \(line)")
        }
        self.port = port
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)  // Foundation starts programs with SIGTERM blocked.
        process.waitUntilExit()
    }

    private static let program = """
        import socket, struct, sys
        left = int(sys.argv[1])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        held = []
        while True:
            connection, _ = listener.accept()
            held.append(connection)
            if left > 0:
                left -= 1
                call = connection.recv(4096)
                reply = call[4:8] + struct.pack(">5I", 1, 0, 0, 0, 3)
                connection.sendall(struct.pack(">I", 0x80000000 | len(reply)) + reply)
        """
}
