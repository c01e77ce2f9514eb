import Host
import Testing

@testable import Gluster

@Suite("Places of mounts")
struct MountPlacesTests {
    private func table(_ lines: String...) -> MountTable {
        let root = "1 0 8:1 / / rw - ext4 /dev/sda rw"
        let all = [root] + lines.map { "\($0)" }
        return MountTable.parse(Array(all.joined(separator: "\n").utf8))
    }

    private func line(_ id: Int, _ device: String, _ path: String, root: String = "/", _ source: String = "h:/photos")
        -> String
    {
        "\(id) 1 \(device) \(root) \(path) rw - fuse.glusterfs \(source) rw"
    }

    private func words(_ places: [MountPlace]) -> [String] {
        places.map { "\($0.mount.mountpoint) \($0.path) \($0.mount.volume)\($0.mount.subdirectory) \($0.hasMeta)" }
    }

    @Test("are one for each client, bind mounts of what is mounted whole left out")
    func clients() {
        let own = table(
            line(2, "0:45", "/srv/bind", root: "/dir"),
            line(3, "0:45", "/mnt/photos"),
            line(4, "0:45", "/srv/whole"),
            line(5, "0:46", "/mnt/sub", "h:/photos/dir"),
            "6 1 0:47 / /mnt/nfs rw - nfs4 h:/photos rw"
        )
        #expect(
            words(MountPlace.all(own: own, others: [])) == [
                "/mnt/photos /mnt/photos photos true", "/mnt/sub /mnt/sub photos/dir true",
            ]
        )
    }

    @Test("are bind mounts where nothing else is left of a client")
    func bind() {
        let own = table(line(2, "0:45", "/srv/bind", root: "/dir/a"), line(3, "0:45", "/srv/b", root: "/b"))
        #expect(words(MountPlace.all(own: own, others: [])) == ["/srv/bind /srv/bind photos/dir/a false"])
    }

    @Test("are none where another mount hides one")
    func hidden() {
        let own = table(line(2, "0:45", "/mnt/a"), "3 2 0:46 / /mnt/a rw - fuse.glusterfs h:/media rw")
        #expect(words(MountPlace.all(own: own, others: [])) == ["/mnt/a /mnt/a media true"])
    }

    @Test("of other namespaces are those that ours has not, and are called so where the mount point is taken")
    func others() {
        let own = table(line(2, "0:45", "/mnt/photos"))
        let other = table(
            line(2, "0:45", "/mnt/photos"),
            line(3, "0:50", "/srv/www", "h:/media"),
            line(4, "0:51", "/mnt/media", "h:/media")
        )
        let third = table(line(2, "0:60", "/mnt/photos"))
        let fourth = table(line(2, "0:61", "/mnt/photos"))
        #expect(
            words(MountPlace.all(own: own, others: [(7, other), (8, other), (9, third), (10, fourth)])) == [
                "/mnt/photos /mnt/photos photos true",
                "/srv/www /proc/7/root/srv/www media true",
                "/mnt/media /proc/7/root/mnt/media media true",
                "caddy:/mnt/photos /proc/9/root/mnt/photos photos true",
                "caddy2:/mnt/photos /proc/10/root/mnt/photos photos true",
            ]
        )
    }
}
