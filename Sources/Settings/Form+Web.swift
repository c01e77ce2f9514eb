extension Form<String> {
    static var listenAddress: Form {
        Form(
            "an address to listen on",
            allowed:
                "[HOST]:PORT or unix:PATH, such as :10713, localhost:10713, [::1]:10713 or unix:/run/x/metrics.sock",
            placeholder: "address"
        ) { text in
            if text.hasPrefix("unix:/") {
                return text.utf8.count <= socketPathLimit + "unix:".utf8.count && !text.hasSuffix("/") ? text : nil
            }
            return Endpoint(text)?.port == nil ? nil : text
        }
    }

    /// What `sun_path` of a Unix socket holds, without its closing zero.
    static var socketPathLimit: Int { 107 }

    static var telemetryPath: Form {
        Form(
            "a path for metrics",
            allowed: "a path such as /metrics; / and what is below /-/ are taken",
            placeholder: "path"
        ) { text in
            let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "/-._~".utf8.contains($0) }
            return isPlain && text.hasPrefix("/") && text != "/" && !text.hasPrefix("/-/") ? text : nil
        }
    }
}

extension Form<UInt32> {
    static var fileMode: Form {
        Form("a file mode", allowed: "four octal digits from 0000 to 0777, such as 0660", placeholder: "mode") { text in
            guard text.utf8.count == 4, text.hasPrefix("0"), let mode = UInt32(text, radix: 8) else { return nil }
            return mode
        }
    }
}

extension Form<String> {
    static var group: Form {
        Form("a group", allowed: "a name or a number, such as caddy", placeholder: "group") { text in
            let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
            return isPlain && (1...32).contains(text.utf8.count) && !text.hasPrefix("-") ? text : nil
        }
    }
}
