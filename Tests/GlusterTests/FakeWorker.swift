import Foundation
import GlusterRPC
import Host
import Synchronization
import TestSupport

@testable import Gluster

/// Workers that a test plays: each is a real child that only waits, and a thread at the far end of its socket.
final class Troupe: Sendable {
    typealias Play = @Sendable (FakeWorker) -> Void

    private let plays: Mutex<[Play]>
    private let last: Play

    /// One play for each worker that is started; all further ones get the last.
    init(_ plays: Play..., last: @escaping Play = { $0.playAlong() }) {
        self.plays = Mutex(plays)
        self.last = last
    }

    /// Starts the next worker.
    func launch() throws(SystemError) -> WorkerProcess {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("socketpair", code: errno) }
        let worker = FakeWorker(peer: Peer(socket: ends[1]), child: try Child())
        let play = plays.withLock { $0.isEmpty ? nil : $0.removeFirst() } ?? last
        Thread.detachNewThread {
            play(worker)
            close(worker.peer.socket)
        }
        return WorkerProcess(socket: ends[0], pid: worker.child.pid)
    }
}

/// What a test's worker can do.
struct FakeWorker: Sendable {
    let peer: Peer
    let child: Child

    /// The next command; nil once the daemon has hung up.
    func next() -> Command? {
        let mark = peer.receive(4)
        guard mark.count == 4 else { return nil }
        let length = mark.reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        return try? Command.parse(peer.receive(length))
    }

    /// Waits for a round, past all other commands.
    func nextRound() -> UInt64? {
        while let command = next() {
            if case .poll(let round) = command { return round }
        }
        return nil
    }

    func send(_ reports: Report...) {
        for report in reports { Outbox(peer.socket).send(report.bytes) }
    }

    /// Answers every round as a healthy worker does whose volumes all fail.
    func playAlong(_ onWatch: (WatchList) -> Void = { _ in }) {
        var targets: [VolumeTarget] = []
        while let command = next() {
            switch command {
            case .watch(let list):
                targets = list.targets
                onWatch(list)
            case .poll(let round):
                send(.alive(round: round, abandoned: 0))
                for target in targets { send(.failing(target.name, round)) }
            }
        }
    }
}

extension Report {
    /// A volume that cannot be opened.
    static func failing(_ volume: String, _ round: UInt64) -> Report {
        .volume(round: round, VolumeReading(volume: volume, capacity: .failure(SystemError("open", code: 107))))
    }
}

/// A process that waits until it is told to end.
final class Child: Sendable {
    let pid: pid_t
    private let input: Mutex<CInt>

    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("socketpair", code: errno) }
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        unsafe posix_spawn_file_actions_adddup2(&files, ends[0], 0)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("cat"), nil]
        defer { unsafe free(words[0]) }
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, "/bin/cat", &files, nil, &words, environ)
        close(ends[0])
        guard code == 0 else { throw SystemError("spawn", code: code) }
        self.pid = pid
        input = Mutex(ends[1])
    }

    deinit {
        end()
    }

    /// Whether it has not been waited for.
    var exists: Bool { kill(pid, 0) == 0 }

    /// Ends it with status 0.
    func end() {
        input.withLock { input in
            if input >= 0 { close(input) }
            input = -1
        }
    }

    func crash() {
        kill(pid, SIGKILL)
    }
}
