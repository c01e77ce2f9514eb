import CLinux
import CZlib
import Glibc
import Host

/// Reads a compressed log from its beginning, once.
@safe final class GzipReader {
    private let file: CInt
    private let inflater: OpaquePointer
    private var input = [UInt8](repeating: 0, count: 65536)
    private var consumed = 0
    private var available = 0
    private var offset: UInt64 = 0
    /// What a window held when its turn was over.
    var rest: (content: [UInt8], history: Int) = ([], 0)

    /// The file stays its owner's.
    init(file: CInt) throws(SystemError) {
        var made: OpaquePointer?
        let code = unsafe czlib_inflate_start(&made)
        guard code == 0, let made = unsafe made else { throw SystemError("inflate", code: code) }
        self.file = file
        unsafe inflater = made
    }

    deinit {
        unsafe czlib_inflate_end(inflater)
    }

    /// Fills the free end; 0 at the end. EBADMSG for a file that is damaged or cut short.
    func read(into window: Window) throws(SystemError) -> Int {
        var total = 0
        while window.free > 0 {
            if consumed == available { try refill() }
            var taken = 0
            var produced = 0
            var isWhole: CInt = 0
            let isEnd = available == 0
            let code = unsafe window.fill(.max) { space, written in
                let code = unsafe input.withUnsafeBufferPointer { input in
                    unsafe czlib_inflate(
                        inflater,
                        input.baseAddress.map { unsafe $0 + consumed },
                        available - consumed,
                        &taken,
                        space.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        space.count,
                        &produced,
                        &isWhole
                    )
                }
                written = produced
                return code
            }
            consumed += taken
            total += produced
            if code != 0 {
                // What was good before the damage is delivered first.
                if total > 0 { return total }
                throw SystemError("inflate", code: code)
            }
            if isEnd, produced == 0 {
                guard isWhole != 0 || total > 0 else { throw SystemError("inflate", code: EBADMSG) }
                return total
            }
        }
        return total
    }

    private func refill() throws(SystemError) {
        var done = 0
        let code = unsafe input.withUnsafeMutableBytes { [file, offset] in
            unsafe clinux_read_at(file, offset, $0.baseAddress, $0.count, &done)
        }
        guard code == 0 else { throw SystemError("read", code: code) }
        offset += UInt64(done)
        consumed = 0
        available = done
    }
}
