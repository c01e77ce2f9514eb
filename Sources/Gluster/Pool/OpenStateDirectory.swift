import CLinux
import Glibc
import GlusterRPC

/// The directory of state files once it was found to be private: the owner of its descriptor, so that whatever happens
/// to the path, files are read and removed where they were looked for.
final class OpenStateDirectory {
    private let path: String
    private let descriptor: CInt
    private let user: uid_t

    init(path: String, descriptor: CInt, user: uid_t) {
        self.path = path
        self.descriptor = descriptor
        self.user = user
    }

    deinit {
        close(descriptor)
    }

    enum ReadError: Error, Hashable {
        case directory(StateDirectoryError)
        /// More bytes than are accepted.
        case oversized(limit: Int)
    }

    /// The whole of a regular file. A link is not followed.
    func read(_ name: String, limit: Int) throws(ReadError) -> [UInt8] {
        var file: CInt = -1
        var size: UInt64 = 0
        let code = unsafe clinux_open_file(descriptor, name, &file, &size)
        guard code != ENOENT else { throw failure(.unseen) }
        guard code == 0 else { throw failure(.errno(step: "open a state file", code: code)) }
        defer { close(file) }
        guard size <= limit else { throw .oversized(limit: limit) }
        var done = 0
        var readCode: CInt = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            readCode = unsafe clinux_read_file(file, buffer.baseAddress, Int(size), &done)
            count = done
        }
        guard readCode == 0 else { throw failure(.errno(step: "read a state file", code: readCode)) }
        return bytes
    }

    /// A file that is not there is removed already; one that cannot be removed is tried again at the next question.
    func remove(_ name: String) {
        _ = unsafe clinux_remove_file(descriptor, name)
    }

    /// What the directory has.
    var names: [String] {
        var names: [String] = []
        unsafe withUnsafeMutablePointer(to: &names) { list in
            _ = unsafe clinux_list_directory(
                descriptor,
                { name, list in
                    guard let name = unsafe name, let list = unsafe list else { return }
                    unsafe list.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
                },
                list
            )
        }
        return names
    }

    private func failure(_ cause: StateDirectoryError.Cause) -> ReadError {
        .directory(StateDirectoryError(path, cause, user: user))
    }
}
