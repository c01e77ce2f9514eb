// swift-tools-version: 6.2
import PackageDescription

let commit = Context.gitInformation.map { String($0.currentCommit.prefix(12)) } ?? "unknown"

// Plain C: one library each, as narrow as the need.
let shims: [Target] = [
    .target(name: "CBuild", cSettings: [.define("CBUILD_REVISION", to: "\"\(commit)\"")]),
    .target(name: "CGfapi", linkerSettings: [.linkedLibrary("gfapi")]),
    .target(name: "CGlusterFops"),
    .target(name: "CLinux"),
    .target(name: "CMicroHTTPD", linkerSettings: [.linkedLibrary("microhttpd")]),
    .target(name: "CYaml", linkerSettings: [.linkedLibrary("yaml")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
]

// The arrows of the flow: whatever stands lower may know what stands higher, never the reverse.
let modules: [Target] = [
    .target(name: "Exposition", dependencies: ["CZlib"]),
    .target(name: "GlusterRPC", dependencies: ["CLinux"]),
    .target(name: "Gluster", dependencies: ["CGfapi", "CGlusterFops", "CLinux", "GlusterRPC"]),
    .target(name: "Collectors", dependencies: ["Exposition", "Gluster"]),
    .target(name: "Web", dependencies: ["CMicroHTTPD", "CLinux"]),
    .target(
        name: "Settings",
        dependencies: ["CYaml", .product(name: "ArgumentParser", package: "swift-argument-parser")]
    ),
    .executableTarget(
        name: "gluster_caddy_exporter",
        dependencies: [
            "CBuild", "Collectors", "Exposition", "Gluster", "GlusterRPC", "Settings", "Web",
            .product(name: "Logging", package: "swift-log"),
        ]
    ),
]

let tests: [Target] = [
    .target(name: "TestSupport", path: "Tests/Support"),
    .testTarget(name: "ExpositionTests", dependencies: ["Exposition"]),
    .testTarget(name: "GlusterRPCTests", dependencies: ["GlusterRPC", "TestSupport"]),
    .testTarget(
        name: "GlusterTests",
        dependencies: ["Gluster", "GlusterRPC", "TestSupport"],
        resources: [.copy("Samples")]
    ),
    .testTarget(
        name: "CollectorsTests",
        dependencies: ["Collectors", "Gluster", "GlusterRPC", "Settings"],
        resources: [.copy("Golden")]
    ),
    .testTarget(name: "SettingsTests", dependencies: ["Settings"]),
    .testTarget(name: "WebTests", dependencies: ["Web"]),
    .testTarget(name: "LiveTests", dependencies: ["gluster_caddy_exporter"]),
]

let package = Package(
    name: "gluster_caddy_exporter",
    products: [
        .executable(name: "gluster_caddy_exporter", targets: ["gluster_caddy_exporter"]),
        .library(name: "Exposition", targets: ["Exposition"]),
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
