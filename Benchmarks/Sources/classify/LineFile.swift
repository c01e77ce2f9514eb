import Glibc
import LogTail

/// A file, read to its end in pieces of whole lines.
struct LineFile {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// False when it cannot be read.
    func read(into consumer: inout some LineConsumer) -> Bool {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        let size = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { buffer.deallocate() }
        var held = 0
        while true {
            let count = Glibc.read(file, buffer.baseAddress! + held, size - held)
            guard count > 0 else { return count == 0 }
            let end = held + count
            guard let newline = buffer[..<end].lastIndex(of: 0x0a) else { return false }
            let whole = newline + 1
            consumer.take(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<whole])))
            held = end - whole
            memmove(buffer.baseAddress!, buffer.baseAddress! + whole, held)
        }
    }
}
