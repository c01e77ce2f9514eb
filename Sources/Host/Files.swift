import Glibc

/// The whole of a small file; empty when it cannot be read.
public func readFile(_ path: String) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe read(file, &buffer, buffer.count)
        guard count > 0 else { return content }
        content.append(contentsOf: buffer[..<count])
    }
}
