import Host
import TestSupport
import Testing

@testable import Gluster

@Suite("A Gluster mount")
struct GlusterMountTests {
    @Test("shows the Gluster mounts of a real host, and no other")
    func real() {
        let text = """
            77 76 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
            91 77 0:22 / /proc rw,relatime - proc proc rw
            105 98 0:50 / /mnt/lab/mounts/photos rw,relatime - fuse.glusterfs 127.1.1.1:/photos rw,user_id=0,group_id=0,default_permissions,allow_other,max_read=131072
            106 98 0:51 / /mnt/lab/x1 rw,relatime shared:7 master:1 - fuse.glusterfs 127.1.1.1:/photos/sub rw,user_id=0
            110 98 0:55 / /mnt/lab/x12 rw,relatime - fuse.glusterfs ::ffff:127.1.1.1:/photos rw,user_id=0
            111 98 0:56 / /mnt/lab/x15 rw,relatime - fuse.glusterfs glusterfs:(null) rw,user_id=0
            114 98 0:50 /sub /mnt/lab/bind rw,relatime - fuse.glusterfs 127.1.1.1:/photos rw,user_id=0
            137 129 0:56 / /mnt/lab/x4 rw,relatime - fuse.glusterfs 127.1.1.1:photos rw,user_id=0
            138 129 0:57 / /mnt/lab/x5 rw,relatime - fuse.glusterfs 127.1.1.1:/photos.tcp rw,user_id=0
            142 129 0:61 / /mnt/lab/x\\04015 rw,relatime - fuse.glusterfs 127.1.1.1:photos rw,user_id=0
            144 129 0:63 / /mnt/lab/grün\\011\\134 rw,relatime - fuse.glusterfs 127.1.1.1:photos rw,user_id=0
            146 129 0:65 / /mnt/lab/x17 rw,relatime - fuse.glusterfs 127.1.1.1:photos/a:b\\040c rw,user_id=0
            147 129 0:66 / /mnt/lab/x19 rw,relatime - fuse.glusterfs /mnt/lab/node1/glusterd.sock:photos rw,user_id=0

            """
        #expect(
            parse(Array(text.utf8)).map { "\($0.mountpoint) \($0.server) \($0.volume)" } == [
                "/mnt/lab/mounts/photos 127.1.1.1 photos",
                "/mnt/lab/x1 127.1.1.1 photos",
                "/mnt/lab/x12 ::ffff:127.1.1.1 photos",
                "/mnt/lab/bind 127.1.1.1 photos",
                "/mnt/lab/x4 127.1.1.1 photos",
                "/mnt/lab/x5 127.1.1.1 photos",
                "/mnt/lab/x 15 127.1.1.1 photos",
                "/mnt/lab/grün\t\\ 127.1.1.1 photos",
                "/mnt/lab/x17 127.1.1.1 photos",
            ]
        )
    }

    @Test(
        "tells server and volume in each way to write them",
        arguments: [
            ("gluster1:/web", "gluster1", "web", ""), ("gluster1,gluster2,gluster3:/web", "gluster1", "web", ""),
            ("gluster1.example.com:/web-2_a/deep/er", "gluster1.example.com", "web-2_a", "/deep/er"),
            ("2001:db8::1:/web", "2001:db8::1", "web", ""), ("fe80::1%eth0:/web", "fe80::1%eth0", "web", ""),
            ("h:/web/a:/b", "h", "web", "/a:/b"), ("h:web", "h", "web", ""), ("h:/web.rdma/sub", "h", "web", "/sub"),
            ("h:/snaps", "h", "snaps", ""),
            ("h://web", "h", "web", ""),
        ]
    )
    func sources(_ source: String, _ server: String, _ volume: String, _ subdirectory: String) {
        #expect(
            mount(source) == [
                GlusterMount(mountpoint: "/m", server: server, volume: volume, subdirectory: subdirectory)
            ]
        )
    }

    @Test(
        "leaves out what is no volume of a server",
        arguments: [
            "", "h", "h:", "h:/", ":/web", ",:/web", "/web", "/run/glusterd.socket:web", "glusterfs:(null)",
            "h:/snaps/s/web",
            "h:/.tcp", "h:/wéb", "h:/we\\040b", "fuse", ":", "/",
        ]
    )
    func noSource(_ source: String) {
        #expect(mount(source) == [])
    }

    @Test("takes a backslash for itself where three octal digits do not follow")
    func escapes() {
        let names = [#"/a\1"#, #"/a\"#, #"/a\089"#, #"/a\0401"#, #"/a\134040"#, #"/\303\274"#, #"/\377"#]
        #expect(
            names.flatMap { mount("h:/v", at: $0) }.map(\.mountpoint)
                == [#"/a\1"#, #"/a\"#, #"/a\089"#, "/a 1", #"/a\040"#, "/ü", "/\u{fffd}"]
        )
    }

    @Test(
        "passes over lines that are cut or garbled",
        arguments: [
            "", "-", "- fuse.glusterfs h:/v rw", "1 2 3:4 / - fuse.glusterfs h:/v rw", "1 2 3:4 / /m rw",
            "1 2 3:4 / /m rw -",
            "1 2 3:4 / /m rw - fuse.glusterfs", "1 2 3:4 / /m rw - fuse h:/v rw",
            "1 2 3:4 / /m rw - FUSE.GLUSTERFS h:/v rw",
        ]
    )
    func garbage(_ line: String) {
        #expect(parse(Array("\(line)\n".utf8)) == [])
    }

    @Test("of any bytes is read without harm")
    func hostile() {
        let line = Array(#"106 98 0:51 / /mnt/a\040b rw - fuse.glusterfs h,i:/photos/sub rw,user_id=0"#.utf8)
        for bytes in Fuzz.mutations(of: line, 20_000) { _ = parse(bytes) }
        for bytes in Fuzz.truncations(of: line) { _ = parse(bytes) }
        for bytes in Fuzz.noise(10_000) { #expect(parse(bytes) == []) }
    }

    private func mount(_ source: String, at mountpoint: String = "/m") -> [GlusterMount] {
        parse(Array("1 2 3:4 / \(mountpoint) rw - fuse.glusterfs \(source) rw\n".utf8))
    }

    private func parse(_ text: [UInt8]) -> [GlusterMount] {
        MountTable.parse(text).mounts.compactMap(GlusterMount.init)
    }
}
