// Work whose instructions are counted, so that a change for the worse shows on a noisy machine too:
// `instructions WORKLOAD ROUNDS FILE` does it so many times over what is in the file.
import Glibc

let workloads: [String: ([UInt8]) -> Work] = [
    "encode": { _ in encode() },
    "parse": parse,
    "classify": classify,
    "state": readState,
    "configuration": readConfiguration,
]
let words = CommandLine.arguments
guard words.count == 4, let make = workloads[words[1]], let rounds = Int(words[2]) else {
    print("usage: instructions \(workloads.keys.sorted().joined(separator: "|")) ROUNDS FILE")
    exit(EXIT_FAILURE)
}
guard let input = contents(of: words[3]) else {
    print("\(words[3]): cannot be read")
    exit(EXIT_FAILURE)
}
let work = make(input)
for round in 0..<rounds { work(round) }

func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    return bytes
}
