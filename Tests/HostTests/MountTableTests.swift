import TestSupport
import Testing

@testable import Host

@Suite("The mount table")
struct MountTableTests {
    /// A host with a bind mount of a directory, a mount that hides another one, and two on one mount point.
    private static let text = """
        22 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
        30 22 0:50 / /mnt/photos rw,relatime shared:7 master:1 - fuse.glusterfs h:/photos rw,user_id=0
        31 22 0:50 /site/a\\040b /srv/site rw,relatime - fuse.glusterfs h:/photos rw,user_id=0
        32 22 0:51 / /data/inner rw - tmpfs tmpfs rw
        33 22 0:52 / /data rw - xfs /dev/vdb rw
        34 33 0:53 / /data/again rw - tmpfs tmpfs rw
        35 22 0:54 / /twice rw - tmpfs first rw
        36 35 0:55 / /twice rw - tmpfs second rw

        """

    private let table = MountTable.parse(Array(text.utf8))

    @Test("has each line's numbers, directory and type")
    func line() {
        #expect(table.mounts.count == 8)
        #expect(
            table.mounts[2]
                == Mount(
                    id: 31,
                    parent: 22,
                    device: "0:50",
                    root: "/site/a b",
                    mountpoint: "/srv/site",
                    type: "fuse.glusterfs",
                    source: "h:/photos"
                )
        )
    }

    @Test(
        "knows which mount a path leads to",
        arguments: [
            ("/", 22), ("/mnt", 22), ("/mnt/photos", 30), ("/mnt/photos/x/y", 30), ("/mnt/photos2", 22),
            ("/srv/site/index.html", 31), ("/data", 33), ("/data/inner/x", 33), ("/data/again/x", 34), ("/twice/x", 36),
        ]
    )
    func covering(_ path: String, _ id: Int) {
        #expect(table.covering(path)?.id == id)
    }

    @Test("tells what of a path is below a mount point")
    func rest() {
        #expect(table.mounts[1].rest(of: "/mnt/photos/a/b") == "/a/b")
        #expect(table.mounts[1].rest(of: "/mnt/photos") == "")
        #expect(table.mounts[1].rest(of: "/mnt/photosx") == nil)
        #expect(table.mounts[0].rest(of: "/") == "")
        #expect(table.mounts[0].rest(of: "/a") == "/a")
    }

    @Test("has no mount for a path when it is empty, or when a process is gone")
    func empty() {
        #expect(MountTable([]).covering("/") == nil)
        #expect(MountTable.read(Int32.max).mounts.isEmpty)
        #expect(MountTable.read().covering("/proc/self/stat")?.type == "proc")
    }

    @Test(
        "leads to an end, even where a table that changed while it was read goes round in a circle",
        .timeLimit(.minutes(1))
    )
    func circle() {
        let text = """
            1 0 8:1 / / rw - a x y
            2 1 8:1 / /a rw - a x y
            1 2 8:1 / /a/b rw - a x y

            """

        #expect(MountTable.parse(Array(text.utf8)).covering("/a/b") != nil)
    }

    @Test("survives bytes that are none")
    func fuzz() {
        let bytes = Array(Self.text.utf8)
        for bytes in Fuzz.mutations(of: bytes, 5_000) { _ = MountTable.parse(bytes).covering("/srv/site") }
        for bytes in Fuzz.truncations(of: bytes) { _ = MountTable.parse(bytes).covering("/srv/site") }
    }
}
