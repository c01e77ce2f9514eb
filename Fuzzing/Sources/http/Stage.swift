import CMicroHTTPD
import Glibc

@testable import Web

struct StageFault: Error { let text: String }

/// A server without a thread, one connection at a time.
final class Stage {
    private let loop: Loop
    private let mailbox: Mailbox
    /// A guarded one has one user, `u`, whose password is `p`.
    init(isGuarded: Bool) {
        var settings = ServerSettings(addresses: [])
        settings.patience = .seconds(3600)
        if isGuarded { settings.configuration = Self.configuration() }
        guard let mailbox = try? Mailbox() else { preconditionFailure("no descriptors") }
        self.mailbox = mailbox
        loop = Loop(settings, Self.routes, mailbox, tell: { _ in }, now: { .now })
        // What is opened for the first client stays open.
        _ = converse([], piece: 1)
    }

    private static var routes: Routes {
        var routes = Routes(
            scrape: { format, compression, collectors in
                Array("\(format) \(compression) \((collectors ?? []).sorted())\n".utf8)
            },
            isReady: { true },
            page: { Page(html: Array("<h1>Page</h1>".utf8)) }
        )
        routes.collectors = ["volume", "brick"]
        routes.targets = { Array($0.utf8) }
        routes.reload = { done in done(nil) }
        return routes
    }

    private static func configuration() -> WebConfigurationFile {
        var path = Array("/tmp/fuzz-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        let text = """
            http_server_config: {headers: {X-Frame-Options: deny}}
            basic_auth_users: {u: $2b$04$abcdefghijklmnopqrstuudMegMbPN37MbpdEfAtP66w1z0RBCtLG}

            """
        precondition(write(file, text, text.utf8.count) == text.utf8.count)
        close(file)
        atexit { unlink(Paths.configuration) }
        Paths.configuration = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return WebConfigurationFile(path: Paths.configuration)
    }

    /// The answers that were counted so far.
    var counted: Int { Int(mailbox.requestCounts.values.reduce(0, +)) }
}

private enum Paths {
    nonisolated(unsafe) static var configuration = ""
}

extension Stage {
    /// What a client gets that sends these bytes in pieces, and then no more.
    func converse(_ input: ArraySlice<UInt8>, piece: Int) -> Result<[UInt8], StageFault> {
        let free = freeDescriptor
        var ends: [CInt] = [-1, -1]
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return .failure(StageFault(text: "no descriptors")) }
        let client = ends[0]
        var peer = cmicrohttpd_peer()
        peer.socket = ends[1]
        peer.family = AF_UNIX
        peer.address.ss_family = sa_family_t(AF_UNIX)
        peer.address_length = socklen_t(MemoryLayout<sa_family_t>.size)
        guard (try? loop.admit(peer)) != nil else { return .failure(StageFault(text: "not admitted")) }

        var output: [UInt8] = []
        var rest = input
        for _ in 0..<64 where !rest.isEmpty {
            send(rest.prefix(piece), client)
            rest = rest.dropFirst(piece)
            settle(client, &output)
        }
        send(rest, client)
        settle(client, &output)
        shutdown(client, CInt(SHUT_WR))
        settle(client, &output)
        close(client)
        // What has not ended by itself must end now that the client is gone.
        for _ in 0..<20 where !loop.exchanges.isEmpty { _ = loop.step(.zero) }
        guard loop.exchanges.isEmpty, loop.book.count == 0 else {
            return .failure(StageFault(text: "the connection did not end"))
        }
        guard freeDescriptor == free else { return .failure(StageFault(text: "descriptor \(free) is still open")) }
        return .success(output)
    }

    /// The lowest that there is.
    private var freeDescriptor: CInt {
        let free = fcntl(0, F_DUPFD_CLOEXEC, 3)
        close(free)
        return free
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ client: CInt) {
        guard !bytes.isEmpty else { return }
        _ = bytes.withUnsafeBytes { Glibc.send(client, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
    }

    /// Lets the server work until it waits for the client.
    private func settle(_ client: CInt, _ output: inout [UInt8]) {
        var idle = 0
        while idle < 8 {
            let isSuspended = loop.exchanges.values.contains { $0.suspended != nil }
            // Without a message the loop would rest for a moment.
            if !isSuspended { mailbox.waker.wake() }
            _ = loop.step(isSuspended ? .seconds(1) : .zero)
            // libmicrohttpd may say for ever that there is work, while it waits for the client.
            idle = read(client, &output) || isSuspended ? 0 : idle + 1
        }
    }

    private func read(_ client: CInt, _ output: inout [UInt8]) -> Bool {
        let before = output.count
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return output.count > before }
            output += buffer.prefix(count)
        }
    }
}
