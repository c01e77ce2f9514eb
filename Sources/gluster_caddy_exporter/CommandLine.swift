import Collectors
import Glibc
import Host
import Settings

/// Does what the command line asks for.
///
/// - Returns: The exit status.
func commandLine(_ arguments: [String]) async -> CInt {
    if let text = manual(arguments) {
        print(text, terminator: "")
        return EXIT_SUCCESS
    }
    let invocation: Invocation
    do throws(SettingsError) {
        invocation = try Settings.parse(arguments: arguments)
    } catch {
        complain(error.description)
        return EX_USAGE
    }
    switch invocation {
    case .help(let text): print(text)
    case .version: print(Version.text, terminator: "")
    case .check(let settings): return await check(settings)
    case .run(let settings): return await run(settings, arguments)
    }
    return EXIT_SUCCESS
}

/// For `make docs`, the package and the tests that hold the files: not among the flags, as no user needs it.
private func manual(_ arguments: [String]) -> String? {
    switch arguments.first {
    case "print-metrics-manual" where arguments.count == 1: MetricsManual.text()
    case "print-settings-manual" where arguments.count == 1: SettingsManual.text()
    // The date is optional: `2023-11-14`.
    case "print-manual-page" where arguments.count <= 2:
        ManualPage.text(version: Version.number, date: arguments.dropFirst().first ?? "")
    default: nil
    }
}

private func run(_ settings: Settings, _ arguments: [String]) async -> CInt {
    let manager = ServiceManager.ofThisProcess()
    let signals = Signals()
    do {
        let reader = SettingsReader(arguments)
        let daemon = try Daemon(Wiring(settings), manager) { try await reader.read() }
        await daemon.run(until: signals)
        // Not `exit`: a thread that hangs must not be waited for by what C libraries do at their end.
        _exit(EXIT_SUCCESS)
    } catch {
        complain(String(describing: error))
        return EXIT_FAILURE
    }
}

/// Says what would be watched, without watching it.
private func check(_ settings: Settings) async -> CInt {
    let lines: [String]
    do {
        lines = try await plan(settings)
    } catch {
        complain(String(describing: error))
        return EX_USAGE
    }
    print("configuration: good")
    print("listens on: \(settings.web.listenAddresses.joined(separator: ", "))")
    print("collectors: \(settings.collectors.sorted().joined(separator: ", "))")
    for line in lines { print(line) }
    return EXIT_SUCCESS
}

func complain(_ line: String) {
    writeToStandardError(Array("gluster_caddy_exporter: \(line)\n".utf8))
}
