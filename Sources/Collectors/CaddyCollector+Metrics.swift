public import Exposition

extension CaddyCollector {
    public static let metrics: [Metric] = [
        .caddyUp, .caddyScrapeError, .caddySites, .caddyLogSources, .certificateNotBefore, .certificateNotAfter,
        .authorityNotBefore, .authorityNotAfter, .seriesDropped,
    ]
}

extension Metric {
    static let caddyUp = gauge(
        "caddy_up",
        labels: "caddy",
        help: "Whether the admin API answered in the last poll (GET /metrics)."
    )
    static let caddyScrapeError = info(
        "caddy_scrape_error_info",
        labels: "caddy",
        "error",
        help: """
            Why the admin API could not be asked in the last poll: permission, refused, missing, timeout, \
            forbidden_host, bad_reply. Absent when it answered.
            """
    )
    static let caddySites = gauge(
        "caddy_config_sites",
        labels: "caddy",
        help: "Sites in the configuration that was read last (GET /config/). Absent until one was read."
    )
    static let caddyLogSources = gauge(
        "caddy_config_log_sources",
        labels: "caddy",
        help: """
            Logs that go to a file, to standard error or to standard output, by the configuration that was read last \
            (GET /config/). Absent until one was read.
            """
    )
    static let certificateNotBefore = gauge(
        "caddy_tls_certificate_not_before_timestamp_seconds",
        labels: "caddy",
        "name",
        "issuer",
        help:
            "When the certificate served under a name of the configuration became valid. Unix time. By a TLS handshake."
    )
    static let certificateNotAfter = gauge(
        "caddy_tls_certificate_not_after_timestamp_seconds",
        labels: "caddy",
        "name",
        "issuer",
        help:
            "When the certificate served under a name of the configuration ends. Unix time. By a TLS handshake."
    )
    static let authorityNotBefore = gauge(
        "caddy_pki_root_not_before_timestamp_seconds",
        labels: "caddy",
        "ca",
        help: "When the root certificate of an internal authority became valid. Unix time (GET /pki/ca/…)."
    )
    static let authorityNotAfter = gauge(
        "caddy_pki_root_not_after_timestamp_seconds",
        labels: "caddy",
        "ca",
        help: "When the root certificate of an internal authority ends. Unix time (GET /pki/ca/…)."
    )
    static let seriesDropped = counter(
        "gluster_caddy_exporter_series_dropped_total",
        labels: "family",
        help: """
            Series of Caddy's own metrics that were not passed on, added up poll by poll: of the largest families when \
            one Caddy has more than 10000 series, and of families that clash with another one. From 100 families \
            on: other.
            """
    )
}
