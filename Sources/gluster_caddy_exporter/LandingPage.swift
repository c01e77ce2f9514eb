/// The page at `/`.
func landingPage(_ telemetryPath: String) -> [UInt8] {
    Array(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>gluster_caddy_exporter</title>
        <style>:root { color-scheme: light dark } body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }</style>
        </head>
        <body>
        <h1>gluster_caddy_exporter</h1>
        <p>Prometheus metrics of GlusterFS volumes and the Caddy servers that serve from them, version \(Version.number).</p>
        <ul>
        <li><a href="\(telemetryPath)">Metrics</a></li>
        <li><a href="/-/healthy">Health</a></li>
        <li><a href="/-/ready">Readiness</a></li>
        </ul>
        </body>
        </html>

        """.utf8
    )
}
