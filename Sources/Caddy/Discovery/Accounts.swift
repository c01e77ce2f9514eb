import Glibc
import Host

/// Names of users and groups, from the files alone: a name service may hang.
struct Accounts: Sendable {
    private let directory: String

    init(directory: String = "/etc") {
        self.directory = directory
    }

    /// `caddy (998)`, or `998`.
    func user(_ number: UInt32) -> String { named(number, in: "passwd") }

    func group(_ number: UInt32) -> String { named(number, in: "group") }

    func number(ofUser name: String) -> UInt32? {
        lines("passwd").first { $0.name == name }?.number
    }

    private func named(_ number: UInt32, in file: String) -> String {
        lines(file).first { $0.number == number }.map { "\($0.name) (\(number))" } ?? "\(number)"
    }

    private func lines(_ file: String) -> [(name: String, number: UInt32)] {
        String(decoding: readFile("\(directory)/\(file)"), as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count > 2, let number = UInt32(fields[2]) else { return nil }
            return (String(fields[0]), number)
        }
    }
}
