import Glibc
import YAML

/// A web configuration file and those that it names, as one reading found them.
struct ConfigurationFiles {
    typealias Stamp = Result<FileStamp, FileError>

    let path: String
    /// Of each file that was read, or that could not be, from before it was read.
    private(set) var stamps: [(path: String, stamp: Stamp)] = []
    /// Of the file itself; nil when it could not be read.
    private(set) var bytes: [UInt8]?
    /// Whether files may have changed since without another stamp, so that they have to be read again.
    private(set) var isUnsettled = false

    private let now: Int64

    /// `now` is in nanoseconds since 1970.
    init(path: String, now: Int64) {
        self.path = path
        self.now = now
    }

    var areUnchanged: Bool {
        !isUnsettled && stamps.allSatisfy { FileStamp.of($0.path) == $0.stamp }
    }

    /// Reads everything. Whether GnuTLS takes it is not asked here.
    mutating func configuration() throws(Fault) -> WebConfiguration {
        let bytes = try content(of: path)
        self.bytes = bytes
        return try WebConfiguration(parsing: bytes) { (name) throws(Fault) in
            try content(of: name.hasPrefix("/") ? name : directory + name)
        }
    }

    private var directory: String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private mutating func content(of path: String) throws(Fault) -> [UInt8] {
        let stamp = FileStamp.of(path)
        stamps.append((path, stamp))
        let bytes: [UInt8]
        do throws(FileError) {
            let before = try stamp.get()
            // Opening a pipe would wait for its other end.
            guard before.isRegular else { throw FileError(code: before.isDirectory ? EISDIR : EINVAL) }
            bytes = try readFile(at: path).get()
            // The kernel's clock for files goes in steps of up to 10 ms: two changes within one look like one.
            isUnsettled = isUnsettled || now - before.changed < 20_000_000 || FileStamp.of(path) != stamp
        } catch {
            isUnsettled = true
            throw Fault(reason: "cannot read \(path.onOneLine): \(error)")
        }
        guard bytes.count <= YAMLNode.sizeLimit else {
            throw Fault(reason: "cannot read \(path.onOneLine): larger than 1 MiB")
        }
        return bytes
    }
}
