extension Form<String> {
    static var adminAddress: Form {
        Form(
            "an admin address",
            allowed: "HOST:PORT or unix/PATH, such as localhost:2019 or unix//run/caddy/admin.sock",
            placeholder: "address"
        ) { text in
            if text.hasPrefix("unix/") {
                let path = text.dropFirst("unix/".count)
                return path.hasPrefix("/") && path.utf8.count <= socketPathLimit ? text : nil
            }
            return Endpoint(text)?.port != nil && !text.hasSuffix(":0") ? text : nil
        }
    }
}

extension Form<LogSource> {
    static var logSource: Form {
        Form(
            "a log source",
            allowed: "file:PATH, docker:PATH, cri:PATH or journal:UNIT, such as journal:caddy.service",
            placeholder: "source"
        ) { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, (1...4095).contains(parts[1].utf8.count) else { return nil }
            guard parts[0] != "journal" else {
                return parts[1].contains("/") || parts[1].contains(" ") ? nil : .journal(parts[1])
            }
            guard parts[1].hasPrefix("/") else { return nil }
            switch parts[0] {
            case "file": return .file(parts[1])
            case "docker": return .docker(parts[1])
            case "cri": return .cri(parts[1])
            default: return nil
            }
        }
    }
}

extension Form<(name: String, path: String)> {
    static var siteRoot: Form {
        Form(
            "a directory with a name",
            allowed: "a name with an absolute path, such as uploads=/srv/uploads",
            placeholder: "name=path"
        ) { text in
            guard let pair = Self.pair(text), pair.path.hasPrefix("/") else { return nil }
            return pair
        }
    }

    static var siteFile: Form {
        Form(
            "a file of a site",
            allowed: "a site's name with a path below its root, such as uploads=health.txt",
            placeholder: "name=path"
        ) { text in
            guard let pair = Self.pair(text), !pair.path.hasPrefix("/"),
                !pair.path.split(separator: "/").contains("..")
            else { return nil }
            return pair
        }
    }

    private static func pair(_ text: String) -> (name: String, path: String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, (1...255).contains(parts[0].utf8.count), (1...4095).contains(parts[1].utf8.count)
        else { return nil }
        return (parts[0], parts[1])
    }
}
