import Testing

@testable import gluster_caddy_exporter

@Suite("Reloads")
struct ReloaderTests {
    @Test("start well")
    func start() {
        let reloader = Reloader(1, now: { 7 }, read: { 1 })
        #expect(reloader.state == ReloadState(isLoaded: true, time: 7))
    }
}
