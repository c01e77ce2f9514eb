import CBuild

/// What this program is called, and which one it is.
enum Version {
    static let number = "0.1.0"

    /// The commit that it was built from.
    static var revision: String { unsafe String(cString: cbuild_revision()) }

    static var swift: String {
        #if compiler(>=6.4)
            "6.4+"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    static var text: String {
        "gluster_caddy_exporter, version \(number) (revision: \(revision))\n  swift version: \(swift)\n"
    }
}
