import Host
import LogTail
import Testing

@testable import Caddy

@Suite("Plan of a Caddy's logs")
struct LogPlanTests {
    private func instance(
        _ logs: [CaddyLog] = [],
        standardError: String? = "socket:[1]",
        unit: String? = "caddy.service",
        directory: String? = nil
    ) -> CaddyInstance {
        var configuration = CaddyConfiguration()
        configuration.logs = logs
        let process = CaddyProcess(
            identity: ProcessIdentity(pid: 7, start: 1),
            user: 33,
            startTime: 0,
            unit: unit,
            workingDirectory: directory,
            standardError: standardError
        )
        return CaddyInstance(name: "localhost:2019", process: process, configuration: configuration)
    }

    private let journal = PlannedLog(
        label: "journal:caddy.service",
        source: .journal(unit: "caddy.service"),
        format: .json
    )

    @Test("has the default log when nothing is configured")
    func bare() {
        #expect(instance().plannedLogs() == [journal])
        #expect(instance(standardError: nil).plannedLogs() == [journal])
    }

    @Test("trusts nothing in the log of a Caddy whose configuration is not known")
    func unasked() {
        var unasked = instance()
        unasked.configuration = nil
        var unknown = journal
        unknown.format = .unknown

        #expect(unasked.plannedLogs() == [unknown])
    }

    @Test("has no logs of a process that is not believed")
    func impostor() {
        var impostor = instance([CaddyLog(name: "default", output: .file("/l/a"), format: .json, hasErrors: true)])
        impostor.process?.isBelieved = false

        #expect(impostor.plannedLogs() == [])
    }

    @Test("has each file once, and one that two encoders write to is not JSON")
    func files() {
        let plan = instance(
            [
                CaddyLog(name: "default", output: .file("/l/a"), format: .json, hasErrors: true),
                CaddyLog(name: "log0", output: .file("/l/a"), format: .other("console"), hasErrors: false),
                CaddyLog(name: "log1", output: .file("b"), format: .json, hasErrors: false),
                CaddyLog(name: "log2", output: .other("discard"), format: .json, hasErrors: false),
            ],
            directory: "/var/lib/caddy"
        ).plannedLogs()

        #expect(
            plan == [
                PlannedLog(label: "/l/a", source: .file("/l/a", .plain), format: .other),
                PlannedLog(label: "/var/lib/caddy/b", source: .file("/var/lib/caddy/b", .plain), format: .json),
            ]
        )
    }

    @Test("follows the file that the standard error is")
    func redirected() {
        #expect(
            instance(standardError: "/var/log/caddy.err", unit: nil).plannedLogs()
                == [PlannedLog(label: "/var/log/caddy.err", source: .file("/var/log/caddy.err", .plain), format: .json)]
        )
    }

    @Test(
        "says of a standard error that leads nowhere why it cannot be read",
        arguments: [
            ("pipe:[12]", "caddy.service", "the standard error is pipe:[12]"),
            ("/dev/pts/0", nil, "the standard error is /dev/pts/0"),
            ("/tmp/x (deleted)", nil, "the standard error is a file that was deleted"),
            ("socket:[12]", "session-3.scope", "the standard error is not a file, and no systemd unit is known"),
            (nil, nil, "the standard error is not a file, and no systemd unit is known"),
        ] as [(String?, String?, String)]
    )
    func unreadable(_ standardError: String?, _ unit: String?, _ problem: String) {
        let problem = "\(problem): name the log in the settings"

        #expect(
            instance(standardError: standardError, unit: unit).plannedLogs()
                == [PlannedLog(label: "stderr", format: .json, problem: problem, isNamable: true)]
        )
    }

    @Test("says of outputs and relative names that cannot be resolved why they cannot be read")
    func unresolved() {
        let plan = instance([
            CaddyLog(name: "default", output: .other("net"), format: .json, hasErrors: true),
            CaddyLog(name: "log1", output: .file("b"), format: .json, hasErrors: false),
        ]).plannedLogs()

        #expect(
            plan.map(\.problem) == [
                "the output of the log default is net, which cannot be read on this host",
                "the file is named relative to Caddy's working directory, which is not known",
            ]
        )
        #expect(plan.map(\.source) == [nil, nil])
    }
}
