import CYaml
import Glibc

/// Reads a file from disk: all of it, or as much as shows that it is larger than ``YAMLNode/sizeLimit``.
package func readFile(at path: String) -> Result<[UInt8], FileError> {
    let capacity = YAMLNode.sizeLimit + 1
    var code: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        code = unsafe cyaml_read_file(path, buffer.baseAddress, capacity, &count)
    }
    return code == 0 ? .success(bytes) : .failure(FileError(code: code))
}

/// Why a file could not be read.
public struct FileError: Error, Hashable, CustomStringConvertible {
    /// The `errno`.
    public let code: CInt

    public init(code: CInt) {
        self.code = code
    }

    public var description: String { unsafe String(cString: strerror(code)) }
}
