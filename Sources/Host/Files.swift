import Glibc

/// The whole of a small file; empty when it cannot be read.
public func readFile(_ path: String) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var content: [UInt8] = []
    while true {
        let limit = 16384
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            unsafe count = max(0, read(file, buffer.baseAddress, limit))
        }
        guard !piece.isEmpty else { return content }
        content += piece
    }
}
