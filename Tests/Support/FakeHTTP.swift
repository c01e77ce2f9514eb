import Foundation
import Synchronization

/// An HTTP server that answers each request as a test says, and remembers what it was asked.
package final class FakeHTTP: Sendable {
    package struct Request: Sendable, Hashable {
        /// `GET /metrics HTTP/1.1`.
        package let line: String
        /// As they came: `Host: localhost`.
        package let headers: [String]

        package var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

        /// Nil when there is no such line.
        package func header(_ name: String) -> String? {
            headers.first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    private let asked: Record
    private let server: FakeServer

    package var requests: [Request] { asked.requests.withLock { $0 } }
    /// The path of its socket.
    package var path: String { server.path }
    package var port: UInt16 { server.port }

    /// Listens on a Unix socket.
    package init(unix path: String = FakeServer.newPath(), _ answer: @escaping @Sendable (Request) -> String) {
        let asked = Record()
        self.asked = asked
        server = FakeServer(at: path, unix: { $0.serve(asked, answer) })
    }

    /// Listens on 127.0.0.1.
    package init(tcp answer: @escaping @Sendable (Request) -> String) {
        let asked = Record()
        self.asked = asked
        server = FakeServer(tcp: { $0.serve(asked, answer) })
    }

    /// A whole answer.
    package static func reply(_ status: Int, _ body: String, type: String = "text/plain; version=0.0.4") -> String {
        "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}

private final class Record: Sendable {
    let requests = Mutex<[FakeHTTP.Request]>([])
}

extension Peer {
    fileprivate func serve(_ record: Record, _ answer: (FakeHTTP.Request) -> String) {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let byte = receive(1)
            guard !byte.isEmpty else { return }
            head += byte
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let request = FakeHTTP.Request(line: lines.first ?? "", headers: Array(lines.dropFirst()))
        record.requests.withLock { $0.append(request) }
        send(Array(answer(request).utf8))
    }
}
