import Settings
import Testing

@Suite("A settings file is refused")
struct BadFileTests {
    @Test("in one line that names the place and what is allowed", arguments: badKeys + badValues + badYAML)
    func refused(_ text: String, _ message: String) {
        #expect(refusal { try read(text) } == "x.yml:\(message)")
    }
}

private let collectors = CollectorName.allCases.map(\.rawValue).joined(separator: ", ")
private let sections = "web, gluster, caddy, site, state, poll, collectors, log"
private let interval = "100ms to 1h, such as 15s or 1m30s"
private let volume = "HOST/VOLUME or HOST:PORT/VOLUME, such as server1/photos or [::1]:24007/photos"
private let address =
    "[HOST]:PORT or unix:PATH, such as :10713, localhost:10713, [::1]:10713 or unix:/run/x/metrics.sock"
private let web =
    "listen_addresses, systemd_socket, unix_socket_mode, unix_socket_group, telemetry_path, config_file, "
    + "enable_lifecycle, max_requests, max_connections, max_connections_per_address"
private let metricsPath = "a path such as /metrics; / and what is below /-/ are taken"
private let socket = "an absolute path, such as /var/run/glusterd.socket"
private let ping = "whole seconds, 1s to 42s, such as 3s"
private let probe = "a volume with an absolute path in it, such as photos:/health"

private let option = "its full name, such as network.ping-timeout"

private let badKeys: [(String, String)] = [
    ("pol: {}", "1: unknown key \"pol\" (did you mean poll?); allowed: \(sections)"),
    ("\n\nexporter: {}", "3: unknown key \"exporter\"; allowed: \(sections)"),
    ("poll:\n  intervall: 15s", "2: unknown key \"intervall\" in poll (did you mean interval?); allowed: interval"),
    ("poll.interval: 15s", "1: unknown key \"poll.interval\"; allowed: \(sections)"),
    ("\"\": 1", "1: unknown key \"\"; allowed: \(sections)"),
    ("\"a\\nb\": 1", "1: unknown key \"a\\nb\"; allowed: \(sections)"),
    ("<<: {}", "1: unknown key \"<<\"; allowed: \(sections)"),
    (
        "web: {listen-addresses: []}",
        "1: unknown key \"listen-addresses\" in web (did you mean listen_addresses?); "
            + "allowed: \(web)"
    ),
    ("collectors: {nginx: {}}", "1: unknown key \"nginx\" in collectors; allowed: \(collectors)"),
    (
        "collectors:\n  heal:\n    enable: true",
        "3: unknown key \"enable\" in collectors.heal (did you mean enabled?); allowed: enabled, interval"
    ),
    (
        "gluster:\n  volumes:\n    - {host: a, vol: b}",
        "3: unknown key \"vol\" in gluster.volumes; allowed: host, volume"
    ),
    ("[]", "1: not a mapping; allowed: \(sections)"),
    ("text", "1: not a mapping; allowed: \(sections)"),
    ("''", "1: not a mapping; allowed: \(sections)"),
    ("\nweb: 1", "2: web: not a mapping; allowed: \(web)"),
    ("collectors: [heal]", "1: collectors: not a mapping; allowed: \(collectors)"),
    ("collectors: {heal: true}", "1: collectors.heal: not a mapping; allowed: enabled, interval"),
    ("poll: {interval: 1s}\npoll: {}", "2: key \"poll\" is given twice, first on line 1"),
    ("log:\n  level: info\n  level: info", "3: key \"level\" is given twice, first on line 2"),
    ("log: {level: info, \"level\": info}", "1: key \"level\" is given twice, first on line 1"),
    ("? [a]\n: b", "1: a key that is not plain text"),
    ("? {a: b}\n: b", "1: a key that is not plain text"),
]

private let badValues: [(String, String)] = [
    (
        "gluster: {state_directory: run}",
        "1: gluster.state_directory: \"run\" is not a path; "
            + "allowed: an absolute path, such as /run/gluster_caddy_exporter"
    ),
    ("gluster: {volume_options: []}", "1: gluster.volume_options: the list is empty; allowed: \(option)"),
    (
        "gluster: {volume_options: [a.b, ping-timeout]}",
        "1: gluster.volume_options: \"ping-timeout\" is not an option of a volume; allowed: \(option)"
    ),
    (
        "gluster: {volume_options: ['network.']}",
        "1: gluster.volume_options: \"network.\" is not an option of a volume; allowed: \(option)"
    ),
    (
        "caddy: {admin_addresses: [localhost]}",
        "1: caddy.admin_addresses: \"localhost\" is not an admin address; "
            + "allowed: HOST:PORT or unix/PATH, such as localhost:2019 or unix//run/caddy/admin.sock"
    ),
    (
        "caddy: {log_sources: [access.log]}",
        "1: caddy.log_sources: \"access.log\" is not a log source; "
            + "allowed: file:PATH, docker:PATH, cri:PATH or journal:UNIT, such as journal:caddy.service"
    ),
    (
        "site: {roots: {a: srv}}",
        "1: site.roots: \"a=srv\" is not a directory with a name; "
            + "allowed: a name with an absolute path, such as uploads=/srv/uploads"
    ),
    (
        "site:\n  roots: [a=/srv]",
        "2: site.roots: not a mapping; allowed: a mapping of a name with an absolute path, such as uploads=/srv/uploads"
    ),
    (
        "state: {directory: x}",
        "1: state.directory: \"x\" is not a path; allowed: an absolute path, such as /var/lib/gluster_caddy_exporter"
    ),
    ("poll: {interval: 15}", "1: poll.interval: \"15\" is not a duration; allowed: \(interval)"),
    ("poll: {interval: 99ms}", "1: poll.interval: \"99ms\" is too short; allowed: \(interval)"),
    ("poll: {interval: 0s}", "1: poll.interval: \"0s\" is too short; allowed: \(interval)"),
    ("poll: {interval: 1h1ms}", "1: poll.interval: \"1h1ms\" is too long; allowed: \(interval)"),
    ("poll: {interval: -1s}", "1: poll.interval: \"-1s\" is not a duration; allowed: \(interval)"),
    ("poll:\n  interval:", "2: poll.interval: no value; allowed: \(interval)"),
    ("poll: {interval: ~}", "1: poll.interval: no value; allowed: \(interval)"),
    ("poll: {interval: ''}", "1: poll.interval: \"\" is not a duration; allowed: \(interval)"),
    ("poll: {interval: [15s]}", "1: poll.interval: not a single value; allowed: \(interval)"),
    ("poll: {interval: {a: b}}", "1: poll.interval: not a single value; allowed: \(interval)"),
    (
        "collectors: {heal: {interval: never}}",
        "1: collectors.heal.interval: \"never\" is not a duration; allowed: \(interval)"
    ),
    (
        "collectors: {heal: {enabled: yes}}",
        "1: collectors.heal.enabled: \"yes\" is not a truth value; allowed: true, false"
    ),
    ("log: {level: warning}", "1: log.level: \"warning\" is not a level; allowed: debug, info, warn, error"),
    ("log: {level: Info}", "1: log.level: \"Info\" is not a level; allowed: debug, info, warn, error"),
    ("log: {format: text}", "1: log.format: \"text\" is not a format; allowed: logfmt, json"),
    ("web: {listen_addresses: ':80'}", "1: web.listen_addresses: not a list; allowed: a list of \(address)"),
    ("web: {listen_addresses: }", "1: web.listen_addresses: no value; allowed: a list of \(address)"),
    ("web: {listen_addresses: []}", "1: web.listen_addresses: the list is empty; allowed: \(address)"),
    (
        "web:\n  listen_addresses:\n    - :80\n    - :99999",
        "4: web.listen_addresses: \":99999\" is not an address to listen on; allowed: \(address)"
    ),
    (
        "web:\n  listen_addresses:\n    - :80\n    - ':80'",
        "4: web.listen_addresses: \":80\" is given twice; allowed: \(address)"
    ),
    ("web: {listen_addresses: [{a: b}]}", "1: web.listen_addresses: not a single value; allowed: a list of \(address)"),
    ("web: {listen_addresses: [[]]}", "1: web.listen_addresses: not a single value; allowed: a list of \(address)"),
    ("web: {telemetry_path: /}", "1: web.telemetry_path: \"/\" is not a path for metrics; allowed: \(metricsPath)"),
    ("web: {telemetry_path: m}", "1: web.telemetry_path: \"m\" is not a path for metrics; allowed: \(metricsPath)"),
    (
        "gluster: {bricks: mine}",
        "1: gluster.bricks: \"mine\" is not a choice of bricks; allowed: auto, local, all, none"
    ),
    ("gluster: {glusterd_socket: g.sock}", "1: gluster.glusterd_socket: \"g.sock\" is not a path; allowed: \(socket)"),
    (
        "gluster: {glusterd_socket: \"/a\\0b\"}",
        "1: gluster.glusterd_socket: \"/a\\0b\" has a control character; allowed: \(socket)"
    ),
    (
        "gluster: {glusterd_socket: /\(String(repeating: "x", count: 107))}",
        "1: gluster.glusterd_socket: \"/\(String(repeating: "x", count: 59))…\" is longer than 107 bytes; "
            + "allowed: \(socket)"
    ),
    ("gluster: {heal_entries: 20001}", "1: gluster.heal_entries: \"20001\" is too large; allowed: 0 to 20000"),
    ("gluster: {heal_entries: -1}", "1: gluster.heal_entries: \"-1\" is not a number; allowed: 0 to 20000"),
    ("gluster: {heal_entries: 1e3}", "1: gluster.heal_entries: \"1e3\" is not a number; allowed: 0 to 20000"),
    ("gluster: {heal_entries: ''}", "1: gluster.heal_entries: \"\" is not a number; allowed: 0 to 20000"),
    ("gluster: {ping_timeout: 43s}", "1: gluster.ping_timeout: \"43s\" is too long; allowed: \(ping)"),
    (
        "gluster: {ping_timeout: 1500ms}",
        "1: gluster.ping_timeout: \"1500ms\" is not in whole seconds; allowed: \(ping)"
    ),
    ("gluster: {volumes: {a: b}}", "1: gluster.volumes: not a list; allowed: a list of \(volume)"),
    ("gluster: {volumes: [photos]}", "1: gluster.volumes: \"photos\" is not a volume on a host; allowed: \(volume)"),
    ("gluster:\n  volumes:\n  - host: a", "3: gluster.volumes: volume is missing; allowed: a list of \(volume)"),
    ("gluster: {volumes: [{host: a, volume: }]}", "1: gluster.volumes: no value; allowed: a list of \(volume)"),
    (
        "gluster: {volumes: [{host: a, volume: []}]}",
        "1: gluster.volumes: not a single value; allowed: a list of \(volume)"
    ),
    ("gluster: {volumes: [~]}", "1: gluster.volumes: no value; allowed: a list of \(volume)"),
    (
        "gluster: {volumes: [{host: a/b, volume: c}]}",
        "1: gluster.volumes: \"a/b/c\" is not a volume on a host; allowed: \(volume)"
    ),
    (
        "gluster:\n  volumes:\n  - a/b\n  - {host: a, volume: b}",
        "4: gluster.volumes: \"a/b\" is given twice; allowed: \(volume)"
    ),
    ("gluster: {volumes: [a/b, 'a:24007/b']}", "1: gluster.volumes: \"a:24007/b\" is given twice; allowed: \(volume)"),
    (
        "gluster: {probe_directories: [a]}",
        "1: gluster.probe_directories: not a mapping; allowed: a mapping of \(probe)"
    ),
    (
        "gluster:\n  probe_directories:\n    a: /x\n    b: x",
        "4: gluster.probe_directories: \"b:x\" is not a directory in a volume; allowed: \(probe)"
    ),
    ("gluster: {probe_directories: {a: }}", "1: gluster.probe_directories: no value; allowed: a mapping of \(probe)"),
    (
        "gluster: {probe_directories: {'a:b': /x}}",
        "1: gluster.probe_directories: \"a:b:/x\" is not a directory in a volume; allowed: \(probe)"
    ),
    ("gluster: {probe_directories: {a: /x, a: /y}}", "1: key \"a\" is given twice, first on line 1"),
]

private let badYAML: [(String, String)] = [
    ("a: &x 1", "1: an anchor (&) is not supported"),
    ("a: &x {b: 1}\nc: *x", "1: an anchor (&) is not supported"),
    ("a: &x [b]", "1: an anchor (&) is not supported"),
    ("\na: *x", "2: an alias (*) is not supported"),
    ("*x : a", "1: an alias (*) is not supported"),
    ("poll: {interval: !!str 15s}", "1: a tag (!) is not supported"),
    ("web: !x {}", "1: a tag (!) is not supported"),
    ("web: !<x> []", "1: a tag (!) is not supported"),
    ("! a: b", "1: a tag (!) is not supported"),
    ("log:\n\tlevel: info", "2: indented with a tab; YAML takes spaces only"),
    ("log:\n  level: info\n  \tformat: json", "3: found a tab character that violates indentation (column 3)"),
    ("log: {\n\tlevel: info, level: info}", "2: key \"level\" is given twice, first on line 2"),
    ("log: {}\n---\nlog: {}", "2: a second document (---) is not supported"),
    ("---\n---\n", "2: a second document (---) is not supported"),
    ("log: {", "2: did not find expected node content (column 1)"),
    ("log: {level: info", "2: did not find expected ',' or '}' (column 1)"),
    ("log: 'info", "1: found unexpected end of stream (column 11)"),
    ("log: a: b", "1: mapping values are not allowed in this context (column 7)"),
    ("log: {}\n  web: {}", "2: did not find expected key (column 3)"),
    ("log: @x", "1: found character that cannot start any token (column 6)"),
    ("log: \"\\q\"", "1: found unknown escape character (column 7)"),
    ("%YAML 2.0\n---\n", "1: found incompatible YAML document (column 1)"),
    ("log: \u{0007}", "1: control characters are not allowed (column 6)"),
]
