import Caddy
import Gluster
import Probe

/// Stands in until the sources are there.
struct Nothing: MountReading, SiteReading, CaddyReading, CaddyLogReading {
    func mounts() async -> [MountState] { [] }
    func sites() async -> [SiteState] { [] }
    func observe() async -> [CaddyState] { [] }
    func instances() async -> [CaddyInstance] { [] }
    func logs() async -> [CaddyLogState] { [] }
}
