import Collectors
import StatusPage
import Web

extension Page {
    /// What a person wants to see, of what the board has now.
    static func status(of board: Board, _ telemetryPath: String, areSettingsLoaded: Bool) -> Page {
        let page = StatusPage.html(
            board.snapshots,
            now: unixTime(),
            version: Version.number,
            telemetryPath: telemetryPath,
            areSettingsLoaded: areSettingsLoaded
        )
        return Page(html: page.html, contentSecurityPolicy: page.contentSecurityPolicy)
    }
}
