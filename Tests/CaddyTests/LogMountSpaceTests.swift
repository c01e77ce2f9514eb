import Host
import LogTail
import Testing

@testable import Caddy

@Suite("Logs in a mount namespace of Caddy's own")
struct LogMountSpaceTests {
    private let host = "22 1 8:1 / / rw - ext4 /dev/a rw\n23 22 0:30 / /tmp rw - tmpfs tmpfs rw\n"

    private func spaces(_ caddy: String) -> MountSpaces {
        MountSpaces(caddy: .parse(Array(caddy.utf8)), own: .parse(Array(host.utf8)))
    }

    private func plan(_ path: String, _ caddy: String) -> [PlannedLog] {
        var configuration = CaddyConfiguration()
        configuration.logs = [CaddyLog(name: "default", output: .file(path), format: .json, hasErrors: true)]
        return CaddyInstance(name: "a", configuration: configuration).plannedLogs(spaces(caddy))
    }

    @Test(
        "says of a file that is another one here that it cannot be read",
        arguments: [
            ("/data/a.log", "40 1 0:99 / / rw - overlay overlay rw\n"),
            ("/var/../data/a.log", "40 1 8:1 / / rw - ext4 /dev/a rw\n41 40 8:2 / /data rw - ext4 /dev/b rw\n"),
            ("/a.log", "40 1 8:1 /containers/c1 / rw - ext4 /dev/a rw\n"),
            ("/tmp/./a.log", "40 1 8:1 / / rw - ext4 /dev/a rw\n41 40 0:30 /private /tmp rw - tmpfs tmpfs rw\n"),
        ]
    )
    func elsewhere(_ path: String, _ caddy: String) {
        #expect(
            plan(path, caddy) == [
                PlannedLog(
                    label: path,
                    format: .json,
                    problem: "\(path) is in another mount namespace: name the log in the settings",
                    isNamable: true
                )
            ]
        )
    }

    @Test(
        "reads a file that is the same here",
        arguments: [
            ("/data/a.log", "22 1 8:1 / / rw - ext4 /dev/a rw\n"),
            (
                "/var/log/caddy/a.log",
                "40 1 8:1 / / ro - ext4 /dev/a rw\n41 40 8:1 /var/log /var/log rw - ext4 /dev/a rw\n"
            ),
            ("/tmp/a.log", "40 1 8:1 / / rw - ext4 /dev/a rw\n41 40 0:30 / /tmp rw - tmpfs tmpfs rw\n"),
            ("/data/a.log", ""),
        ]
    )
    func same(_ path: String, _ caddy: String) {
        #expect(plan(path, caddy) == [PlannedLog(label: path, source: .file(path, .plain), format: .json)])
    }

    @Test("says so of the file that the standard error is")
    func standardError() {
        let process = CaddyProcess(
            identity: ProcessIdentity(pid: 7, start: 1),
            user: 33,
            startTime: 0,
            standardError: "/data/err"
        )
        let caddy = CaddyInstance(name: "a", process: process, configuration: CaddyConfiguration())

        #expect(
            caddy.plannedLogs(spaces("40 1 0:99 / / rw - overlay overlay rw\n")).map(\.problem)
                == ["/data/err is in another mount namespace: name the log in the settings"]
        )
    }

    @Test("does not read them, even after Caddy has ended, unless the settings name where they are")
    func following() async {
        var configuration = CaddyConfiguration()
        configuration.logs = [CaddyLog(name: "default", output: .file("/data/a"), format: .json, hasErrors: true)]
        let identity = ProcessIdentity(pid: 7, start: 1)
        let process = CaddyProcess(identity: identity, user: 33, startTime: 0)
        let running = CaddyInstance(name: "a", process: process, configuration: configuration)
        let caddys = FakeCaddys(running)
        let tables = FakeTables()
        tables.set(nil, host)
        tables.set(identity, "40 1 0:99 / / rw - overlay overlay rw\n")
        let followed = FakeLogs()
        let logs = CaddyLogs(caddy: caddys, following: followed, mounts: { tables.table($0) })
        #expect(await logs.logs().first?.sources.map(\.isReadable) == [false])
        tables.set(identity, nil)
        caddys.set(CaddyInstance(name: "a", configuration: configuration))
        #expect(await logs.logs().first?.sources.map(\.isReadable) == [false])
        #expect(followed.all.isEmpty)
        var settings = CaddyLogs.Settings()
        settings.sources = [CaddyLogs.NamedLog(.file("/overlay/data/a", .plain))]
        tables.set(identity, "40 1 0:99 / / rw - overlay overlay rw\n")
        caddys.set(running)
        let named = CaddyLogs(caddy: caddys, following: followed, settings, mounts: { tables.table($0) })

        #expect(await named.logs().first?.sources.map(\.source) == ["/overlay/data/a"])
    }
}
