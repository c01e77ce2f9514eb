"""Caddy on Gluster: what visitors get, what is wrong with the directories behind it, and why."""

from caddy_requests import ANSWERS, LOGGED
from common import BRICKS_AWAY, CADDY, CADDY_RELOADS, HEALS, REMOUNTS, SITE, Board, Query, Section, link
from panels import NONE_OR_BAD, NONE_OR_WORRY, UP, YES, lines, number, timeline
from tables import Column, table

RUNBOOKS = "https://github.com/gluster-caddy-exporter/gluster_caddy_exporter/blob/main/docs/runbooks/"
ROOT = "job, instance, caddy, site, root"
LEFT = """(caddy_tls_certificate_not_after_timestamp_seconds{@C} - time())
    / (caddy_tls_certificate_not_after_timestamp_seconds{@C}
    - caddy_tls_certificate_not_before_timestamp_seconds{@C})"""
SHARES = [(None, "red"), (0.1, "orange"), (0.3, "green")]
# This dashboard has no variable for volumes: events of all of them are shown.
EVENTS = [HEALS.of_all_volumes(), BRICKS_AWAY.of_all_volumes(), REMOUNTS, CADDY_RELOADS]

GLANCE = [
    number(
        "Caddys down",
        "Caddys whose admin API does not answer, or may not be asked.",
        "sum(caddy_up{@C} == bool 0)",
        NONE_OR_BAD,
    ),
    number(
        "Roots with a finding",
        "Directories that files are served from and with which, or with whose volume, something is wrong.",
        f"""sum(max by ({ROOT}) (caddy_site_finding{{@W}}) or 0 * max by ({ROOT}) (caddy_site_root_info{{@W}}))""",
        NONE_OR_WORRY,
    ),
    number(
        "Stale roots",
        "Roots whose last look got a stale file handle: nothing under them can be served.",
        "sum(caddy_site_root_stale{@W})",
        NONE_OR_BAD,
    ),
    number(
        "Storage errors",
        "Requests in the chosen time that Caddy's log says failed in the file system. Most leave no trace there.",
        "round(sum(increase(caddy_log_storage_errors_total{@W}[$__range])))",
        NONE_OR_WORRY,
        unit="short",
        decimals=0,
    ),
    number(
        "Shortest certificate",
        "Of all certificates, the least share of its lifetime that is left. Caddy renews at a third.",
        f"min({LEFT})",
        SHARES,
        unit="percentunit",
        decimals=0,
        absent="none is told",
    ),
    number(
        "Logs not read",
        "Logs of Caddy that the exporter cannot read at present; its own log says why.",
        "sum(caddy_log_source_readable{@C} == bool 0)",
        NONE_OR_WORRY,
        absent="none is told",
    ),
]

SITES = [
    table(
        "Findings",
        "What is wrong with each root now. The finding links to what to do about it.",
        [f"caddy_site_finding{{@W}} * on ({ROOT}) group_left (mountpoint, volume) caddy_site_root_info{{@W}}"],
        [
            Column("site", "Site"),
            Column("finding", "Finding", target=RUNBOOKS + "findings.md#${__value.text}", width=140,
                   more=[("color", {"mode": "fixed", "fixedColor": "orange"}),
                         ("custom.cellOptions", {"type": "color-text"})]),
            Column("root", "Root"),
            Column("volume", "Volume", target=link("gluster-volume", "var-volume=${__value.text}")),
            Column("mountpoint", "Mount point"),
            Column("caddy", "Caddy"),
            Column("instance", "Node"),
        ],
        width=14,
        sort="Site",
        absent="Nothing is wrong with any root that is looked at.",
    ),
    timeline(
        "Findings over time",
        "While each finding held.",
        {1: ("holds", "orange")},
        Query(
            "max by (instance, site, root, finding) (caddy_site_finding{@W})",
            "{{site}} {{root}} {{instance}}: {{finding}}",
        ),
        width=10,
        absent="Nothing was wrong with any root.",
    ),
    table(
        "Sites and their roots",
        "Where files are served from, how that is mounted, and what the last look at it found.",
        [
            f"max by ({ROOT}, mountpoint, volume) (caddy_site_root_info{{@W}})",
            f"max by ({ROOT}) (caddy_site_root_on_gluster{{@W}})",
            f"max by ({ROOT}) (caddy_site_root_stale{{@W}})",
            f"max by ({ROOT}) (caddy_site_root_mounted_late{{@W}})",
            f"round(max by ({ROOT}) (increase(caddy_site_root_replaced_total{{@W}}[$__range])))",
        ],
        [
            Column("site", "Site"),
            Column("root", "Root"),
            Column("volume", "Volume"),
            Column("mountpoint", "Mount point"),
            Column("B", "On Gluster", states={0: ("no", "text"), 1: ("yes", "text")}, width=100),
            Column("C", "Stale", states={0: ("no", "green"), 1: ("yes", "red")}, width=80),
            Column("D", "Mounted late", states=YES, width=110),
            Column("E", "Replaced", decimals=0, width=90),
            Column("caddy", "Caddy"),
            Column("instance", "Node"),
        ],
        width=14,
        sort="Site",
    ),
    timeline(
        "Stale handles",
        "Whether the last look at each root got a stale file handle.",
        {0: ("fine", "green"), 1: ("stale", "red")},
        Query("max by (instance, site, root) (max_over_time(caddy_site_root_stale{@W}[$__rate_interval]))",
              "{{site}} {{root}} {{instance}}"),
        width=10,
    ),
]

PROBES = [
    lines(
        "Looks at the roots",
        "Mean time of each operation on the roots, as a file server would do it; held: on a handle that is kept open.",
        "s",
        Query(
            """sum by (site, operation) (rate(caddy_site_probe_duration_seconds_sum{@W}[$__rate_interval]))
            / (sum by (site, operation) (rate(caddy_site_probe_duration_seconds_count{@W}[$__rate_interval])) > 0)""",
            "{{site}}: {{operation}}",
        ),
        by_operation=True,
    ),
    lines(
        "Looks that failed, in each minute",
        "By class of error. A root that goes on failing is looked at less often.",
        "cpm",
        Query(
            """60 * sum by (site, operation, error) (
            rate(caddy_site_probe_failures_total{@W}[$__rate_interval])) > 0""",
            "{{site}}: {{operation}}, {{error}}",
        ),
        absent="No look failed.",
    ),
]

CERTIFICATES = [
    table(
        "Certificates",
        "What is left of each certificate. Caddy renews at a third of it: much less means that renewal fails.",
        [
            f"min by (job, instance, caddy, name, issuer) ({LEFT})",
            """min by (job, instance, caddy, name, issuer)
            (caddy_tls_certificate_not_after_timestamp_seconds{@C} - time())""",
        ],
        [
            Column("name", "Name"),
            Column("A", "Lifetime left", "percentunit", gauge=True, decimals=0, steps=SHARES),
            Column("B", "Ends in", "s", decimals=1, width=110),
            Column("issuer", "Issuer"),
            Column("caddy", "Caddy"),
            Column("instance", "Node"),
        ],
        width=12,
        sort="Lifetime left",
        absent="No site of the chosen Caddys serves a certificate.",
    ),
    table(
        "Roots of internal authorities",
        "When the root certificates of Caddy's own authorities end.",
        ["min by (job, instance, caddy, ca) (caddy_pki_root_not_after_timestamp_seconds{@C} - time())"],
        [Column("ca", "Authority"), Column("A", "Ends in", "s", decimals=1), Column("caddy", "Caddy"),
         Column("instance", "Node")],
        width=12,
        sort="Ends in",
        absent="No chosen Caddy has an authority of its own.",
    ),
]

CONFIGURATION = [
    timeline(
        "Caddys",
        "Whether the admin API answers. Requests may be served even when it does not.",
        UP,
        Query("min_over_time(caddy_up{@C}[$__rate_interval])", "{{caddy}} {{instance}}"),
    ),
    timeline(
        "Last reload",
        "Whether the last configuration was taken (Caddy 2.9 and later). After a rejected one the old goes on.",
        {0: ("rejected", "red"), 1: ("taken", "green")},
        Query("caddy_config_last_reload_successful{@C}", "{{caddy}} {{instance}}"),
        absent="Caddy does not tell: it is older than 2.9, or its metrics are off.",
    ),
    lines(
        "Not read yet",
        "Bytes of Caddy's logs that are written and not read yet.",
        "bytes",
        Query("sum by (instance, source) (caddy_log_lag_bytes{@C})", "{{source}} {{instance}}"),
    ),
    lines(
        "Age of the last entry",
        "How old the last entry of each log is.",
        "s",
        Query("time() - max by (instance, source) (caddy_log_last_entry_timestamp_seconds{@C})",
              "{{source}} {{instance}}"),
    ),
    timeline(
        "Logs",
        "Whether each log is being read.",
        {0: ("not read", "orange"), 1: ("read", "green")},
        Query("min by (instance, source) (caddy_log_source_readable{@C})", "{{source}} {{instance}}"),
    ),
    lines(
        "Lines that do not count, in each minute",
        "Gaps, lines that are too long or no JSON, and those that clients can forge: they are in no other number.",
        "cpm",
        *(
            Query(f"60 * sum by (source) (rate(caddy_log_{family}_total{{@C}}[$__rate_interval])) > 0",
                  f"{{{{source}}}}: {name}")
            for family, name in (("gaps", "gaps"), ("unparsed_lines", "no JSON"), ("oversized_lines", "too long"),
                                 ("untrusted_lines", "can be forged"))
        ),
        absent="There are none.",
    ),
    table(
        "Why a Caddy cannot be asked",
        "The reason why an admin API gave no answer in the last poll.",
        ["max by (job, instance, caddy, error) (caddy_scrape_error_info{@C})"],
        [Column("caddy", "Caddy"), Column("error", "Reason"), Column("instance", "Node")],
        width=12,
        height=6,
        absent="All of them answer.",
    ),
    table(
        "What each Caddy is set to",
        "Sites and logs of the configuration that was read last.",
        [
            "max by (job, instance, caddy) (caddy_config_sites{@C})",
            "max by (job, instance, caddy) (caddy_config_log_sources{@C})",
        ],
        [Column("caddy", "Caddy"), Column("A", "Sites"), Column("B", "Logs"), Column("instance", "Node")],
        width=12,
        height=6,
    ),
]

BOARD = Board(
    title="Caddy on Gluster",
    uid="caddy-on-gluster",
    about="What visitors get, what is wrong with the directories behind it and why, and Caddy itself.",
    variables=[CADDY, SITE],
    events=EVENTS,
    sections=[
        Section("", GLANCE),
        Section("Sites and their roots", SITES),
        Section("Looks at the roots", PROBES),
        Section("Requests", ANSWERS),
        Section("What the logs say", LOGGED),
        Section("Certificates", CERTIFICATES),
        Section("Caddy and its logs", CONFIGURATION, folded=True),
    ],
    tags=["caddy"],
)
