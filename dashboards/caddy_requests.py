"""Of Caddy on Gluster: what visitors get, by Caddy's own metrics and by its logs."""

from common import Query, link
from panels import heat, lines

REQUEST = "caddy_http_request_duration_seconds"

ANSWERS = [
    lines(
        "Requests",
        "By server and handler. Handlers contain each other before Caddy 2.11.2: do not add them up.",
        "reqps",
        Query(
            "sum by (caddy, server, handler) (rate(caddy_http_requests_total{@C}[$__rate_interval]))",
            "{{caddy}} {{server}} {{handler}}",
        ),
    ),
    lines(
        "Errors that visitors saw",
        "Answers 5xx by the access log, and by Caddy's own metrics (which before 2.8 do not know what became of an "
        "error of a handler).",
        "reqps",
        Query(
            "sum by (site, code) (rate(caddy_log_server_errors_total{@W}[$__rate_interval]))",
            "{{site}} {{code}}, access log",
        ),
        Query(
            f"sum by (server, handler, code) (rate({REQUEST}_count{{@C, code=~\"5..\"}}[$__rate_interval]))",
            "{{server}} {{handler}} {{code}}, metrics",
        ),
        absent="No such error was told.",
    ),
    lines(
        "How long requests take",
        "The time within which half of all requests, and 95 and 99 of 100, were answered.",
        "s",
        *(
            Query(
                f"histogram_quantile({share}, sum by (server, handler, le) ("
                f"rate({REQUEST}_bucket{{@C}}[$__rate_interval]))) and "
                f"sum by (server, handler) (rate({REQUEST}_count{{@C}}[$__rate_interval])) > 0",
                f"{{{{server}}}} {{{{handler}}}} p{name}",
            )
            for share, name in (("0.5", "50"), ("0.95", "95"), ("0.99", "99"))
        ),
        target=link("gluster-latency", "${caddy:queryparam}"),
    ),
    heat(
        "How long requests take, all of them",
        "Requests by the time they took. Those of nested handlers are in it more than once.",
        f"{REQUEST}_bucket{{@C}}",
    ),
    lines(
        "Requests under way",
        "What does not go down while a mount hangs.",
        "short",
        Query(
            "sum by (caddy, server, handler) (caddy_http_requests_in_flight{@C})",
            "{{caddy}} {{server}} {{handler}}",
        ),
        decimals=0,
    ),
    lines(
        "Errors of handlers",
        "Requests that ended with an error of a handler, wrong URLs included.",
        "reqps",
        Query(
            "sum by (caddy, server, handler) (rate(caddy_http_request_errors_total{@C}[$__rate_interval]))",
            "{{caddy}} {{server}} {{handler}}",
        ),
    ),
]

LOGGED = [
    lines(
        "Storage errors, in each minute",
        "Requests that failed in the file system, by class, as Caddy's log says. masked: Caddy does not say which.",
        "cpm",
        Query(
            "60 * sum by (site, volume, error) (rate(caddy_log_storage_errors_total{@W}[$__rate_interval])) > 0",
            "{{site}} on {{volume}}: {{error}}",
        ),
        absent="None was logged.",
    ),
    lines(
        "Short responses, in each minute",
        "Answers 200 and 206 that were shorter than announced: a read that failed, or a client that went away.",
        "cpm",
        Query("60 * sum by (site) (rate(caddy_log_short_responses_total{@W}[$__rate_interval]))", "{{site}}"),
    ),
    lines(
        "Other errors of handlers, in each minute",
        "Upstreams, files left out of listings, precompressed files that could not be opened.",
        "cpm",
        Query(
            "60 * sum by (site, handler) (rate(caddy_log_handler_errors_total{@W}[$__rate_interval]))",
            "{{site}}: {{handler}}",
        ),
        absent="None was logged.",
    ),
    lines(
        "Warnings and errors, in each minute",
        "Entries of Caddy's logs by level.",
        "cpm",
        Query(
            "60 * sum by (caddy, level) (rate(caddy_log_entries_total{@C, level=~\"warn|error|panic|fatal\"}"
            "[$__rate_interval]))",
            "{{caddy}}: {{level}}",
        ),
    ),
]
