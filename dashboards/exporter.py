"""Gluster Caddy Exporter: whether what the other dashboards show can be believed."""

from common import COLLECTOR, EXPORTER_STARTS, Board, Query, Section
from panels import NONE_OR_BAD, NONE_OR_WORRY, lines, number, timeline
from tables import Column, table

ITS = "and on (job, instance) gluster_caddy_exporter_build_info{@}"

GLANCE = [
    number(
        "Exporters down",
        "Exporters that Prometheus cannot scrape. Jobs are those whose name begins with gluster.",
        "sum(up{@J} == bool 0)",
        NONE_OR_BAD,
    ),
    number(
        "Collectors that fail",
        "Collectors whose last poll failed or overran its deadline: what they tell is old, or absent.",
        "sum(gluster_caddy_exporter_collector_success{@E} == bool 0)",
        NONE_OR_WORRY,
    ),
    number(
        "Oldest success",
        "How long ago the collector that has not succeeded for longest did.",
        "time() - min(gluster_caddy_exporter_collector_last_success_timestamp_seconds{@E})",
        [(None, "green"), (120, "orange"), (600, "red")],
        unit="s",
        decimals=0,
    ),
    number(
        "Worker restarts",
        "How often the process in which libgfapi runs was replaced in the chosen time.",
        "round(sum(increase(gluster_caddy_exporter_worker_restarts_total{@}[$__range])))",
        NONE_OR_WORRY,
        decimals=0,
    ),
    number(
        "Configurations refused",
        "Exporters whose configuration was not good when it was last read: they go on with the one before.",
        "sum(gluster_caddy_exporter_config_last_reload_successful{@} == bool 0)",
        NONE_OR_BAD,
    ),
    number(
        "Series dropped",
        "Series of Caddys that were not passed on in the chosen time, added up poll by poll.",
        "round(sum(increase(gluster_caddy_exporter_series_dropped_total{@}[$__range])))",
        NONE_OR_WORRY,
        unit="short",
        decimals=0,
        absent="none",
    ),
]

COLLECTORS = [
    timeline(
        "Collectors",
        "Whether the last poll of each collector succeeded. Grey: the exporter was not scraped, or it does not run it.",
        {0: ("failed", "red"), 1: ("succeeded", "green")},
        Query("min_over_time(gluster_caddy_exporter_collector_success{@E}[$__rate_interval])",
              "{{collector}} {{instance}}"),
        height=10,
    ),
    lines(
        "Polls that failed, in each minute",
        "By class of error: what the collector tells is then absent or old.",
        "cpm",
        Query(
            """60 * sum by (instance, collector, error) (
            rate(gluster_caddy_exporter_collector_failures_total{@E}[$__rate_interval])) > 0""",
            "{{collector}} {{instance}}: {{error}}",
        ),
        height=10,
        absent="No poll failed.",
    ),
    lines(
        "How long polls take",
        "The last poll of each collector, the slowest of the chosen nodes.",
        "s",
        Query("max by (collector) (gluster_caddy_exporter_collector_duration_seconds{@E})", "{{collector}}"),
        width=8,
    ),
    lines(
        "Age of the last success",
        "Of each collector, the oldest of the chosen nodes.",
        "s",
        Query(
            "time() - min by (collector) (gluster_caddy_exporter_collector_last_success_timestamp_seconds{@E})",
            "{{collector}}",
        ),
        width=8,
    ),
    lines(
        "Polls under way",
        "How long the present poll of each collector has taken; 0 when none is under way.",
        "s",
        Query("max by (collector) (gluster_caddy_exporter_collector_in_flight_seconds{@E})", "{{collector}}"),
        width=8,
    ),
]

PROCESS = [
    lines(
        "CPU",
        "Share of one core.",
        "percentunit",
        Query(f"rate(process_cpu_seconds_total{{@}}[$__rate_interval]) {ITS}", "{{instance}}"),
        width=8,
    ),
    lines(
        "Memory",
        "Resident memory of the exporter's process.",
        "bytes",
        Query(f"process_resident_memory_bytes{{@}} {ITS}", "{{instance}}"),
        width=8,
    ),
    lines(
        "File descriptors",
        "Open ones.",
        "short",
        Query(f"process_open_fds{{@}} {ITS}", "{{instance}}"),
        width=8,
        decimals=0,
    ),
    lines(
        "Threads",
        "Threads of the exporter's process. Those that wait for a hung mount stay.",
        "short",
        Query(f"process_threads{{@}} {ITS}", "{{instance}}"),
        width=8,
        decimals=0,
    ),
    lines(
        "Worker restarts, in the hour before",
        "Replacements of the process in which libgfapi runs, by reason.",
        "short",
        Query(
            """sum by (instance, reason) (increase(gluster_caddy_exporter_worker_restarts_total{@}[1h])) > 0""",
            "{{instance}}: {{reason}}",
        ),
        width=8,
        absent="There was none.",
    ),
    lines(
        "Its own warnings and errors, in each minute",
        "Messages that the exporter has logged, by level.",
        "cpm",
        Query(
            """60 * sum by (instance, level) (
            rate(gluster_caddy_exporter_log_messages_total{@, level=~"warning|error"}[$__rate_interval]))""",
            "{{instance}}: {{level}}",
        ),
        width=8,
    ),
]

SCRAPES = [
    lines(
        "How long scrapes take",
        "As Prometheus sees it. A scrape never waits for Gluster.",
        "s",
        Query("scrape_duration_seconds{@J}", "{{instance}}"),
        width=8,
    ),
    lines(
        "Samples a scrape",
        "What each exporter tells.",
        "short",
        Query("scrape_samples_scraped{@J}", "{{instance}}"),
        width=8,
        decimals=0,
    ),
    timeline(
        "Scrapes",
        "Whether Prometheus could scrape each exporter.",
        {0: ("failed", "red"), 1: ("succeeded", "green")},
        Query("min_over_time(up{@J}[$__rate_interval])", "{{instance}}"),
        width=8,
    ),
    lines(
        "Requests by code",
        "HTTP requests that the exporters have answered.",
        "reqps",
        Query(
            "sum by (code) (rate(gluster_caddy_exporter_http_requests_total{@}[$__rate_interval])) > 0", "{{code}}"
        ),
        width=8,
    ),
    lines(
        "Connections that were cut, in each minute",
        "By reason: the request or the answer took too long, or there were too many.",
        "cpm",
        Query(
            "60 * sum by (reason) (rate(gluster_caddy_exporter_http_connections_cut_total{@}[$__rate_interval]))",
            "{{reason}}",
        ),
        width=8,
    ),
    lines(
        "Series dropped, in each minute",
        "Series of Caddy's own metrics that were not passed on, by family, added up poll by poll.",
        "cpm",
        Query(
            "60 * sum by (family) (rate(gluster_caddy_exporter_series_dropped_total{@}[$__rate_interval]))",
            "{{family}}",
        ),
        width=8,
        absent="None was dropped.",
    ),
]

VERSIONS = [
    table(
        "Versions",
        "What each exporter was built from, since when it runs, and when its configuration was read.",
        [
            """max by (job, instance, version, revision, swift_version, gfapi_version)
            (gluster_caddy_exporter_build_info{@})""",
            f"1000 * max by (job, instance) (process_start_time_seconds{{@}} {ITS})",
            "1000 * max by (job, instance) (gluster_caddy_exporter_config_last_reload_success_timestamp_seconds{@})",
            "max by (job, instance, op_version) (gluster_node_info{@})",
        ],
        [
            Column("instance", "Node"),
            Column("version", "Version"),
            Column("revision", "Revision"),
            Column("gfapi_version", "libgfapi"),
            Column("op_version", "Operating version of the pool"),
            Column("swift_version", "Swift"),
            Column("B", "Started", "dateTimeFromNow"),
            Column("C", "Configuration read", "dateTimeFromNow"),
            Column("job", "Job"),
        ],
        sort="Node",
    )
]

BOARD = Board(
    title="Gluster Caddy Exporter",
    uid="gluster-caddy-exporter",
    about="Whether what the other dashboards show can be believed: collectors, scrapes, and the exporters themselves.",
    variables=[COLLECTOR],
    events=[EXPORTER_STARTS],
    sections=[
        Section("", GLANCE),
        Section("Collectors", COLLECTORS),
        Section("Scrapes", SCRAPES),
        Section("Processes", PROCESS),
        Section("Versions", VERSIONS),
    ],
    tags=["exporter"],
)
