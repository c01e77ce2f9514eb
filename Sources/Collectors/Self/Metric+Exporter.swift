import Exposition

extension Metric {
    static let buildInfo = info(
        "gluster_caddy_exporter_build_info",
        labels: "version",
        "revision",
        "swift_version",
        "gfapi_version",
        help: "What this exporter was built from, and the GlusterFS release of the client library that it uses."
    )
    static let collectorSuccess = gauge(
        "gluster_caddy_exporter_collector_success",
        labels: "collector",
        help: "Whether the collector's last poll succeeded."
    )
    static let collectorDuration = gauge(
        "gluster_caddy_exporter_collector_duration_seconds",
        labels: "collector",
        help: "Seconds that the collector's last poll took."
    )
    static let collectorLastSuccess = gauge(
        "gluster_caddy_exporter_collector_last_success_timestamp_seconds",
        labels: "collector",
        help: "When the collector last succeeded. Unix time."
    )
    static let collectorInFlight = gauge(
        "gluster_caddy_exporter_collector_in_flight_seconds",
        labels: "collector",
        help: "Seconds that the poll under way has taken so far; 0 when none is under way."
    )
    static let collectorFailures = counter(
        "gluster_caddy_exporter_collector_failures_total",
        labels: "collector",
        "error",
        help: "Polls of the collector that failed or overran their deadline, by class of error."
    )
    static let workerRestarts = counter(
        "gluster_caddy_exporter_worker_restarts_total",
        labels: "reason",
        help: """
            Replacements of the process in which libgfapi runs: it ended (exit), was ended (signal), did not react \
            (silent), hung while it opened a handle (open_hung), had too many abandoned handles (worn), or could \
            not be started (spawn).
            """
    )
    static let logMessages = counter(
        "gluster_caddy_exporter_log_messages_total",
        labels: "level",
        help: "Messages that the exporter has logged, by level."
    )
    static let requests = counter(
        "gluster_caddy_exporter_http_requests_total",
        labels: "code",
        help: "HTTP requests that the exporter has answered, by status code."
    )
    static let cutConnections = counter(
        "gluster_caddy_exporter_http_connections_cut_total",
        labels: "reason",
        help: """
            Connections to the exporter that it has ended: no whole request came in time (request), no further one \
            did (idle), the answer was not read in time (answer), another one took the place because there were too \
            many in all (limit) or of one address (address_limit).
            """
    )
    static let configurationLoaded = gauge(
        "gluster_caddy_exporter_config_last_reload_successful",
        help: "Whether the configuration was good when it was last read."
    )
    static let configurationTime = gauge(
        "gluster_caddy_exporter_config_last_reload_success_timestamp_seconds",
        help: "When a good configuration was last read. Unix time."
    )

    static let processCPU = counter(
        "process_cpu_seconds_total",
        help: "Total user and system CPU time spent in seconds."
    )
    static let processStart = gauge(
        "process_start_time_seconds",
        help: "Start time of the process since unix epoch in seconds."
    )
    static let processVirtual = gauge("process_virtual_memory_bytes", help: "Virtual memory size in bytes.")
    static let processMaximumVirtual = gauge(
        "process_virtual_memory_max_bytes",
        help: "Maximum amount of virtual memory available in bytes."
    )
    static let processResident = gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.")
    static let processThreads = gauge("process_threads", help: "Number of threads.")
    static let processDescriptors = gauge("process_open_fds", help: "Number of open file descriptors.")
    static let processMaximumDescriptors = gauge(
        "process_max_fds",
        help: "Maximum number of open file descriptors."
    )
}
