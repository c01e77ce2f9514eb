import Glibc
import Host

/// How the files of a process can be looked at from here.
enum SiteView: Sendable, Hashable {
    /// By the same paths.
    case same
    /// Through its root directory.
    case root(of: Int32)
    /// Not without a permission, in a sentence.
    case none(String)
    /// Not at all: the process has ended.
    case gone

    /// `path` is absolute; the tables are those of the process and our own.
    static func choose(
        _ owner: SiteTarget.Owner,
        path: String,
        theirs: MountTable,
        ours: MountTable,
        host: some SiteHost
    ) -> SiteView {
        let process = owner.identity.pid
        do throws(SystemError) {
            let isSame = try host.namespace(process) == host.namespace(nil)
            let root = try host.rootDirectory(process)
            return isSame && root == "/" ? .same : .root(of: process)
        } catch {
            if error.code == ENOENT || error.code == ESRCH { return .gone }
            let place = theirs.covering(path).map(SameMount.init)
            if let place, place == ours.covering(path).map(SameMount.init) { return .same }
            let user = host.user(process).map { "of user \($0)" } ?? "of an unknown user"
            return .none(
                """
                Process \(process) \(user) has a mount namespace of its own, or may have: to look into it, this \
                exporter needs CAP_SYS_PTRACE (\(error)).
                """
            )
        }
    }

    /// What of a mount is the same in each namespace that has it.
    private struct SameMount: Equatable {
        let device: String
        let root: String
        let mountpoint: String

        init(_ mount: Mount) {
            device = mount.device
            root = mount.root
            mountpoint = mount.mountpoint
        }
    }
}

/// An absolute path without `.`, `..`, double slashes and one at the end; nil when it is not absolute.
func normalized(_ path: String) -> String? {
    guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else { return nil }
    var names: [Substring] = []
    for name in path.split(separator: "/") where name != "." {
        if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return "/" + names.joined(separator: "/")
}
