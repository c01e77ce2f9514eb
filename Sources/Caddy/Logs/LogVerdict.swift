/// What an entry tells besides its level.
enum LogVerdict: Hashable {
    /// The file system failed: one of ``SystemError/kinds``, or `masked`.
    case storage(String)
    /// A handler failed, of what is not known to be the file system.
    case handler(String)
    /// A 5xx answer, by status.
    case server(String)
    /// A body that was shorter than announced.
    case short
}

extension LogEntry {
    /// Nil for an entry of no interest.
    var verdict: LogVerdict? {
        guard let logger else { return nil }
        if logger == "http.log.error" || logger.hasPrefix("http.log.error.") { return failure }
        if logger == "http.log.access" || logger.hasPrefix("http.log.access.") { return answer }
        guard logger == "http.handlers.file_server" else { return nil }
        switch message {
        case "could not get info about directory entry": return .handler("directory_entry")
        case "opening precompressed file failed": return .handler("sidecar")
        default: return nil
        }
    }

    /// Of an entry of the error log. With `handle_errors` it is there at the level `debug` only.
    private var failure: LogVerdict? {
        guard message == "error handling handler error" else {
            return Self.failure(message, status: status, trace: trace, isError: level == "error")
        }
        return Self.failure(first?.message, status: first?.status, trace: first?.trace, isError: true)
    }

    /// Answers below 500 are no failures: with the level `debug` each plain 404 is in the error log.
    private static func failure(_ message: String?, status: Int?, trace: String?, isError: Bool) -> LogVerdict? {
        guard status.map({ $0 >= 500 }) ?? isError else { return nil }
        guard let message, let trace else { return .handler("handler_error") }
        if trace.hasPrefix("reverseproxy.") { return .handler("upstream_error") }
        if trace.hasPrefix("templates.") { return included(message) }
        guard trace.hasPrefix("fileserver.") else { return .handler("handler_error") }
        // From 2.10.1 on, `open` says nothing else of whatever the system told it.
        if message == "invalid argument" { return status == 503 ? .storage("masked") : .handler("handler_error") }
        let isOperation = ["stat ", "lstat ", "open ", "readdirent ", "read ", "seek "].contains {
            message.hasPrefix($0)
        }
        guard isOperation, let kind = ErrorText.storageKind(ErrorText.tail(of: message)) else {
            return .handler("handler_error")
        }
        return .storage(kind)
    }

    /// Of a template that could not read a file that it includes:
    /// `template: /a.html:1:2: executing "/a.html" at <include "/b">: error calling include: read /srv/b: TEXT`.
    private static func included(_ message: String) -> LogVerdict {
        // A client may have written the template's name, the path and most of what a template fails with. But what
        // follows the first `>: ` is the engine's word when there is no second one, and what `read` ends with is Go's.
        let parts = message.split(separator: ">: ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasPrefix("template: "), parts[1].hasPrefix("error calling include: read "),
            let kind = ErrorText.storageKind(ErrorText.tail(of: message))
        else { return .handler("handler_error") }
        return .storage(kind)
    }

    /// Of an entry of the access log.
    private var answer: LogVerdict? {
        guard let status else { return nil }
        if (500...599).contains(status) { return .server(String(status)) }
        guard status == 200 || status == 206, let method, method != "HEAD", let size, let announcedSize else {
            return nil
        }
        return size < announcedSize ? .short : nil
    }
}
