import Host
public import LogTail

/// Messages of a FUSE client's log, by level and event. Lines that are none count for nothing.
public struct ClientLogTally: LineConsumer, Sendable, Hashable {
    public private(set) var messages: [MountState.MessageKey: UInt64] = [:]

    public init() {}

    public mutating func take(_ lines: RawSpan) {
        let bytes = unsafe lines.withUnsafeBytes { unsafe [UInt8]($0) }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let message = ClientLogLine(line) else { continue }
            messages[message.key] = messages[message.key, default: 0].saturated(adding: message.count)
        }
    }
}

/// A client log that is followed.
protocol MountLog: Sendable {
    /// Nil while it cannot be read.
    var messages: [MountState.MessageKey: UInt64]? { get }
    func stop()
}

/// One of the machine's.
struct FollowedLog: MountLog {
    let tail: Tail<ClientLogTally>

    init(_ path: String, _ hub: LogHub) {
        tail = hub.follow(.file(path, .plain), ClientLogTally())
    }

    var messages: [MountState.MessageKey: UInt64]? {
        tail.progress.problem == nil ? tail.read(\.messages) : nil
    }

    func stop() {
        tail.stop()
    }
}
