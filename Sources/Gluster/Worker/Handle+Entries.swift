import CGfapi
import Glibc
import Host

/// An object behind a GFID on one graph; one thread has it.
@safe final class EntryObject {
    fileprivate let handle: Handle
    fileprivate let pointer: OpaquePointer
    let gfid: GFID
    /// Nanoseconds since 1970, by the brick's clock.
    let modified: Int64

    fileprivate init(_ handle: Handle, _ pointer: OpaquePointer, _ gfid: GFID, modified: Int64) {
        self.handle = handle
        self.gfid = gfid
        unsafe self.pointer = unsafe pointer
        self.modified = modified
    }

    deinit {
        unsafe cgfapi_release(pointer)
    }

    /// An extended attribute, as bytes.
    func attribute(_ name: String) throws(SystemError) -> [UInt8] {
        try unsafe handle.bytes("getxattr") { unsafe cgfapi_attribute(handle.pointer, pointer, name, $0, $1, $2) }
    }

    /// The names in this directory as bytes, `.` and `..` left out, so many at most.
    func names(limit: Int) throws(SystemError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        try unsafe list(limit) { list, name in
            unsafe cgfapi_next_name(list, &name)
        } each: { name in
            names.append(name)
            return true
        }
        return names
    }

    /// Which file each of these names stands for, by the last half of its GFID, and whether all of them are
    /// told: a listing has so many entries at most, and may not say it of each.
    ///
    /// A lookup by name would say it too, and give a GFID to a file that has none.
    func files(_ names: Set<[UInt8]>, limit: Int) throws(SystemError) -> (numbers: [[UInt8]: UInt64], isWhole: Bool) {
        var numbers: [[UInt8]: UInt64] = [:]
        var missing = names
        var number: UInt64 = 0
        var count = 0
        var isClear = true
        try unsafe list(limit) { list, name in
            unsafe cgfapi_next_file(list, &name, &number)
        } each: { name in
            count += 1
            guard missing.remove(name) != nil else { return true }
            if number == 0 {
                isClear = false
            } else if number != .max {
                numbers[name] = number
            }
            return !missing.isEmpty
        }
        return (numbers, isClear && (missing.isEmpty || count < limit))
    }

    /// Gives the entries but `.` and `..` to `each`, until it wants no more.
    private func list(
        _ limit: Int,
        _ next: (OpaquePointer?, inout [CChar]) -> CInt,
        each: ([UInt8]) -> Bool
    ) throws(SystemError) {
        var list: OpaquePointer?
        try check("opendir", unsafe cgfapi_open_directory(handle.pointer, pointer, &list))
        defer { unsafe cgfapi_close_directory(list) }
        var buffer = [CChar](repeating: 0, count: 256)
        var count = 0
        while count < limit {
            try check("readdir", unsafe next(list, &buffer))
            let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            guard !name.isEmpty else { return }
            guard name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] else { continue }
            count += 1
            guard each(name) else { return }
        }
    }

    /// What the name in this directory stands for, which has to be one that the brick makes up itself; nil when there is none.
    func child(_ name: [UInt8]) throws(SystemError) -> GFID? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let text = name.map { CChar(bitPattern: $0) } + [0]
        let code = unsafe cgfapi_child(handle.pointer, pointer, text, &bytes)
        if SystemError.isAbsence(code) { return nil }
        try check("lookup", code)
        return GFID(bytes)
    }
}

extension Handle {
    /// The object with this GFID; nil when the graph has none.
    func object(_ gfid: GFID) throws(SystemError) -> EntryObject? {
        var pointer: OpaquePointer?
        var modified: Int64 = 0
        let code = unsafe cgfapi_object(self.pointer, gfid.bytes, &pointer, &modified)
        if SystemError.isAbsence(code) { return nil }
        try check("lookup", code)
        guard let pointer = unsafe pointer else { return nil }
        return unsafe EntryObject(self, pointer, gfid, modified: modified)
    }
}

extension SystemError {
    /// Whether a lookup says that there is no such thing, and not that it could not be asked.
    static func isAbsence(_ code: CInt) -> Bool { code == ENOENT || code == ESTALE }
}
