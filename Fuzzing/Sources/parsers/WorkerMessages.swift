import Fuzz

@testable import Gluster
@testable import GlusterRPC

/// Any bytes as a message between the daemon and its worker: what is taken is written as it was read.
@Sendable func tryWorkerMessages(_ bytes: [UInt8]) -> String? {
    let message = Array(bytes.dropFirst())
    if bytes.first.map({ $0 & 1 }) == 1 {
        guard let command = try? Command.parse(message) else { return nil }
        return (try? Command.parse(command.bytes)) == command ? nil : "another command: \(command)"
    }
    guard let report = try? Report.parse(message) else { return nil }
    // As bytes: NaN is not itself.
    return (try? Report.parse(report.bytes))?.bytes == report.bytes ? nil : "another report: \(report)"
}
