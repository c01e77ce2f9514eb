import Host
import Testing

@testable import Gluster

@Suite("A Gluster process")
struct GlusterProcessTests {
    @Test("of a brick is known by its socket, its brick and its node")
    func brick() {
        let expected = GlusterProcess(
            identity: ProcessIdentity(pid: 7, start: 9),
            role: .brick(path: "/bricks/photos-3"),
            socket: "/var/run/gluster/5d0bfac3be53bee1.socket",
            node: "1371f90c-90f9-466b-96d3-9ff46f0736bc"
        )
        #expect(parse(Recorded.brick) == expected)
    }

    @Test("may be the self-heal daemon")
    func selfHeal() {
        let expected = GlusterProcess(
            identity: ProcessIdentity(pid: 7, start: 9),
            role: .selfHeal,
            socket: "/var/run/gluster/5d998b41f45ccc7e.socket",
            node: "bd3fe02a-4bff-4c88-b619-0cb02fd04094"
        )
        #expect(parse(Recorded.selfHeal) == expected)
    }

    @Test("may have its options with an equals sign")
    func equals() {
        let line = """
            glusterfsd -S=/s --socket-file=/t --brick-name=/b=c --xlator-option=*-posix.glusterd-uuid=u \
            --process-name=brick
            """
        #expect(parse(line)?.socket == "/s")
        #expect(parse(line)?.role == .brick(path: "/b=c"))
    }

    @Test("is not looked for in the values of its options")
    func values() {
        #expect(
            parse(Recorded.brick.replacing("-l /var/log/bricks/photos-3.log", with: "-l --brick-name"))?.role
                == .brick(path: "/bricks/photos-3")
        )
    }

    @Test(
        "is not what lacks a part, nor another of Gluster's daemons",
        arguments: [
            "", "bash", "/usr/sbin/glusterfsd", "/usr/sbin/glusterfsd -S",
            "/usr/sbin/glusterd --process-name brick",
            Recorded.brick.replacing("glusterfsd", with: "glusterfsd2"),
            Recorded.brick.replacing("--process-name brick", with: "--process-name snapd"),
            Recorded.brick.replacing("--process-name brick", with: ""),
            Recorded.brick.replacing("glusterd-uuid", with: "uuid"),
            Recorded.brick.replacing("--brick-name /bricks/photos-3", with: ""),
            Recorded.brick.replacing("-S /var", with: "-S var"),
            Recorded.selfHeal.replacing("node-uuid=", with: "node-uuid"),
            Recorded.selfHeal.replacing("glustershd -", with: "quotad -"),
        ]
    )
    func others(_ line: String) {
        #expect(parse(line) == nil)
    }

    private func parse(_ line: String) -> GlusterProcess? {
        GlusterProcess.parse(commandLine(line), ProcessIdentity(pid: 7, start: 9))
    }
}

/// The words of a line as `/proc/PID/cmdline` has them.
func commandLine(_ line: String) -> [UInt8] {
    line.isEmpty ? [] : line.split(separator: " ").flatMap { Array($0.utf8) + [0] }
}

/// Command lines as `/proc` of a real cluster had them.
enum Recorded {
    static let brick = """
        /usr/sbin/glusterfsd -s 127.1.1.3 --volfile-id photos.127.1.1.3.bricks-photos-3 -p /run/photos-3.pid \
        -S /var/run/gluster/5d0bfac3be53bee1.socket --brick-name /bricks/photos-3 -l /var/log/bricks/photos-3.log \
        --xlator-option *-posix.glusterd-uuid=1371f90c-90f9-466b-96d3-9ff46f0736bc --process-name brick \
        --brick-port 58580 --xlator-option photos-server.listen-port=58580 \
        --xlator-option transport.socket.bind-address=127.1.1.3
        """
    static let selfHeal = """
        /usr/sbin/glusterfs -s 127.1.1.1 --volfile-id shd/photos -p /run/shd/photos/photos-shd.pid \
        -l /var/log/glustershd.log -S /var/run/gluster/5d998b41f45ccc7e.socket \
        --xlator-option *replicate*.node-uuid=bd3fe02a-4bff-4c88-b619-0cb02fd04094 --process-name glustershd \
        --client-pid=-6
        """
}
