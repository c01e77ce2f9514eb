import CSystemd
import Glibc
import Host

/// The journal, or the files of one, that is open at one of its entries; of one thread at a time.
@safe final class Journal {
    private let handle: OpaquePointer

    /// Only entries with the field `match`: `_SYSTEMD_UNIT=caddy.service`.
    init(directory: String?, match: String) throws(SystemError) {
        var opened: OpaquePointer?
        let code = unsafe csystemd_journal_open(directory, match, &opened)
        guard code == 0, let opened = unsafe opened else { throw SystemError("open", code: code) }
        unsafe handle = opened
        // From now on new files are noticed: libsystemd begins to watch when it is first asked for this.
        _ = descriptor
    }

    deinit {
        unsafe csystemd_journal_close(handle)
    }

    func seekHead() throws(SystemError) { try check("seek", unsafe csystemd_journal_seek_head(handle)) }
    func seekTail() throws(SystemError) { try check("seek", unsafe csystemd_journal_seek_tail(handle)) }

    /// To the entry that the cursor names, or about where it would be; ``next()`` then goes to it.
    func seek(_ cursor: String) throws(SystemError) {
        try check("seek", unsafe csystemd_journal_seek_cursor(handle, cursor))
    }

    func next() throws(SystemError) -> Bool {
        var moved: CInt = 0
        try check("next", unsafe csystemd_journal_next(handle, &moved))
        return moved != 0
    }

    func previous() throws(SystemError) -> Bool {
        var moved: CInt = 0
        try check("previous", unsafe csystemd_journal_previous(handle, &moved))
        return moved != 0
    }

    func isAt(_ cursor: String) throws(SystemError) -> Bool {
        var same: CInt = 0
        try check("cursor", unsafe csystemd_journal_is_at(handle, cursor, &same))
        return same != 0
    }

    var cursor: String {
        get throws(SystemError) {
            var text: UnsafeMutablePointer<CChar>?
            try check("cursor", unsafe csystemd_journal_cursor(handle, &text))
            guard let text = unsafe text else { return "" }
            defer { unsafe free(text) }
            return unsafe String(cString: text)
        }
    }

    /// The first field of that name in the entry; ENOENT when there is none.
    func field(_ name: String) throws(SystemError) -> [UInt8] {
        var value: UnsafeRawPointer?
        var length = 0
        try check("data", unsafe csystemd_journal_field(handle, name, &value, &length))
        return unsafe Array(UnsafeRawBufferPointer(start: value, count: length))
    }

    /// Has something to read when the journal has changed; nil when it cannot tell.
    var descriptor: CInt? {
        var file: CInt = -1
        return unsafe csystemd_journal_descriptor(handle, &file) == 0 ? file : nil
    }

    /// Takes notice of changes; whether files came or went.
    func process() throws(SystemError) -> Bool {
        var isInvalid: CInt = 0
        try check("process", unsafe csystemd_journal_process(handle, &isInvalid))
        return isInvalid != 0
    }

    private func check(_ operation: String, _ code: CInt) throws(SystemError) {
        guard code == 0 else { throw SystemError(operation, code: code) }
    }
}
