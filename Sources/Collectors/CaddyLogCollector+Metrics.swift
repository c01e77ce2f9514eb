public import Exposition

extension CaddyLogCollector {
    public static let metrics: [Metric] = [
        .logEntries, .logStorageErrors, .logHandlerErrors, .logShortResponses, .logServerErrors, .logWriteErrors,
        .logReadBytes, .logUnparsedLines, .logOversizedLines, .logUntrustedLines, .logRotations, .logTruncations,
        .logGaps, .logReadable, .logLag, .logLastEntry,
    ]
}

extension Metric {
    static let logEntries = counter(
        "caddy_log_entries_total",
        labels: "caddy",
        "level",
        help: "Entries of Caddy's JSON logs, by level."
    )
    static let logStorageErrors = counter(
        "caddy_log_storage_errors_total",
        labels: "caddy",
        "site",
        "volume",
        "error",
        help: """
            Requests that the file server, or an include of a template, answered with 5xx because the file system \
            failed, by class of error; masked where Caddy since 2.10.1 does not say which: that can be a want of \
            descriptors, too (http.log.error). Most opens and reads that fail leave no trace here. The volume is that \
            of the site's root, as it was seen last; empty where it is not on Gluster, or on several volumes.
            """
    )
    static let logHandlerErrors = counter(
        "caddy_log_handler_errors_total",
        labels: "caddy",
        "site",
        "handler",
        help: """
            Other errors of handlers: upstream_error (reverse_proxy), directory_entry (left out of a listing), sidecar \
            (a precompressed file that could not be opened), handler_error (http.log.error, http.handlers.file_server).
            """
    )
    static let logShortResponses = counter(
        "caddy_log_short_responses_total",
        labels: "caddy",
        "site",
        help: """
            Answers 200 and 206 that were shorter than announced: a read that failed, or a client that went away \
            (http.log.access, size and Content-Length).
            """
    )
    static let logServerErrors = counter(
        "caddy_log_server_errors_total",
        labels: "caddy",
        "site",
        "code",
        help: "Answers 5xx, by status (http.log.access)."
    )
    static let logWriteErrors = counter(
        "caddy_log_write_errors_total",
        labels: "caddy",
        "error",
        help: "How often Caddy could not write, roll or open a log, by class of error (its standard error)."
    )
    static let logReadBytes = counter(
        "caddy_log_read_bytes_total",
        labels: "caddy",
        "source",
        help: "Bytes of the log that were read."
    )
    static let logUnparsedLines = counter(
        "caddy_log_unparsed_lines_total",
        labels: "caddy",
        "source",
        help: "Lines that begin as JSON and could not be read as such."
    )
    static let logOversizedLines = counter(
        "caddy_log_oversized_lines_total",
        labels: "caddy",
        "source",
        help: "Lines that were passed over for their length."
    )
    static let logUntrustedLines = counter(
        "caddy_log_untrusted_lines_total",
        labels: "caddy",
        "source",
        help: "Lines of a console encoder, or plain text. Clients can forge them: they are never counted as errors."
    )
    static let logRotations = counter(
        "caddy_log_rotations_total",
        labels: "caddy",
        "source",
        help: "How often the log was found to be a new file under its name."
    )
    static let logTruncations = counter(
        "caddy_log_truncations_total",
        labels: "caddy",
        "source",
        help: "How often the log was found to be cut to less than had been read."
    )
    static let logGaps = counter(
        "caddy_log_gaps_total",
        labels: "caddy",
        "source",
        help: "How often the place to go on at was gone, or could not be read: entries may be missing from the counts."
    )
    static let logReadable = gauge(
        "caddy_log_source_readable",
        labels: "caddy",
        "source",
        help: "Whether the log is being read: 0 when it cannot be at present; the exporter's own log says why."
    )
    static let logLag = gauge(
        "caddy_log_lag_bytes",
        labels: "caddy",
        "source",
        help: "Bytes of the log that are written and not read yet. Absent while that cannot be known."
    )
    static let logLastEntry = gauge(
        "caddy_log_last_entry_timestamp_seconds",
        labels: "caddy",
        "source",
        help: "The time that the last entry carries; absent where it names no zone. Unix time."
    )
}
