// swift-tools-version: 6.2
import PackageDescription

let commit = Context.gitInformation.map { String($0.currentCommit.prefix(12)) } ?? "unknown"

// Plain C: one library each, as narrow as the need.
let shims: [Target] = [
    .target(name: "CBuild", cSettings: [.define("CBUILD_REVISION", to: "\"\(commit)\"")]),
    .target(name: "CCrypt", linkerSettings: [.linkedLibrary("crypt")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CGfapi", linkerSettings: [.linkedLibrary("gfapi")]),
    .target(name: "CGlusterFops"),
    .target(name: "CGnuTLS", linkerSettings: [.linkedLibrary("gnutls")]),
    .target(name: "CLinux"),
    .target(name: "CMicroHTTPD", linkerSettings: [.linkedLibrary("microhttpd")]),
    .target(name: "CSystemd", linkerSettings: [.linkedLibrary("systemd")]),
    .target(name: "CTestLinux", path: "Tests/CTestLinux"),
    .target(name: "CTestTLS", path: "Tests/CTestTLS", linkerSettings: [.linkedLibrary("gnutls")]),
    .target(name: "CYaml", linkerSettings: [.linkedLibrary("yaml")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
]

// The arrows of the flow: whatever stands lower may know what stands higher, never the reverse.
let modules: [Target] = [
    .target(name: "Host", dependencies: ["CLinux", "CSystemd"]),
    .target(name: "Exposition", dependencies: ["CZlib"]),
    .target(name: "GlusterRPC", dependencies: ["CLinux"]),
    .target(name: "LogTail", dependencies: ["CLinux", "CSystemd", "CZlib", "Host"]),
    .target(name: "Gluster", dependencies: ["CGfapi", "CGlusterFops", "CLinux", "GlusterRPC", "Host", "LogTail"]),
    .target(name: "Fetch", dependencies: ["CCurl", "Host"]),
    .target(name: "Caddy", dependencies: ["CGnuTLS", "CLinux", "Exposition", "Fetch", "Host", "LogTail"]),
    .target(name: "Probe", dependencies: ["CLinux", "Host"]),
    .target(name: "Collectors", dependencies: ["Caddy", "Exposition", "Gluster", "Host", "Probe"]),
    .target(name: "StatusPage", dependencies: ["Collectors", "Exposition"]),
    .target(name: "YAML", dependencies: ["CYaml"]),
    .target(name: "Web", dependencies: ["CCrypt", "CGnuTLS", "CLinux", "CMicroHTTPD", "Host", "YAML"]),
    .target(
        name: "Settings",
        dependencies: ["YAML", .product(name: "ArgumentParser", package: "swift-argument-parser")]
    ),
    .executableTarget(
        name: "gluster_caddy_exporter",
        dependencies: [
            "CBuild", "CLinux", "Caddy", "Collectors", "Exposition", "Gluster", "GlusterRPC", "Host", "LogTail",
            "Probe", "Settings", "StatusPage", "Web",
            .product(name: "Logging", package: "swift-log"),
        ]
    ),
]

let tests: [Target] = [
    .target(name: "TestSupport", dependencies: ["CTestTLS"], path: "Tests/Support"),
    .testTarget(name: "HostTests", dependencies: ["Host", "TestSupport"]),
    .testTarget(name: "ExpositionTests", dependencies: ["Exposition", "TestSupport"]),
    .testTarget(name: "FetchTests", dependencies: ["Fetch", "Host", "TestSupport"]),
    .testTarget(name: "LogTailTests", dependencies: ["Host", "LogTail", "TestSupport"]),
    .testTarget(name: "ProbeTests", dependencies: ["Host", "Probe", "TestSupport"]),
    .testTarget(
        name: "CaddyTests",
        dependencies: ["Caddy", "Exposition", "Fetch", "Host", "LogTail", "TestSupport"],
        resources: [.copy("Samples")]
    ),
    .testTarget(name: "GlusterRPCTests", dependencies: ["GlusterRPC", "TestSupport"]),
    .testTarget(
        name: "GlusterTests",
        dependencies: ["Gluster", "GlusterRPC", "Host", "LogTail", "TestSupport"],
        resources: [.copy("Samples")]
    ),
    .testTarget(
        name: "CollectorsTests",
        dependencies: [
            "Caddy", "Collectors", "Exposition", "Gluster", "GlusterRPC", "Host", "LogTail", "Probe", "Settings",
        ],
        resources: [.copy("Golden")]
    ),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "YAML"]),
    .testTarget(name: "StatusPageTests", dependencies: ["Collectors", "Exposition", "StatusPage"]),
    .testTarget(name: "WebTests", dependencies: ["CGnuTLS", "CMicroHTTPD", "CTestTLS", "TestSupport", "Web", "YAML"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(
        name: "DaemonTests",
        dependencies: [
            "Collectors", "Host", "Settings", "gluster_caddy_exporter",
            .product(name: "Logging", package: "swift-log"),
        ]
    ),
    .testTarget(name: "LiveTests", dependencies: ["CTestLinux", "TestSupport", "gluster_caddy_exporter"]),
]

let package = Package(
    name: "gluster_caddy_exporter",
    products: [
        .library(name: "Caddy", targets: ["Caddy"]),
        .executable(name: "gluster_caddy_exporter", targets: ["gluster_caddy_exporter"]),
        .library(name: "Exposition", targets: ["Exposition"]),
        .library(name: "Gluster", targets: ["Gluster", "GlusterRPC", "Host"]),
        .library(name: "LogTail", targets: ["LogTail"]),
        .library(name: "Settings", targets: ["Settings", "YAML"]),
        .library(name: "Web", targets: ["Web"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: shims + modules + tests,
    swiftLanguageModes: [.v6]
)

for target in modules + tests {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
for target in shims {
    target.cSettings = (target.cSettings ?? []) + [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]
}
