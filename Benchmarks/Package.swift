// swift-tools-version: 6.2
import PackageDescription

// A package of its own: whoever builds the exporter does not build its benchmarks.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "gluster_caddy_exporter", path: "..")],
    targets: [
        .executableTarget(
            name: "encode",
            dependencies: [.product(name: "Exposition", package: "gluster_caddy_exporter")],
            swiftSettings: [.treatAllWarnings(as: .error)]
        ),
        .executableTarget(
            name: "classify",
            dependencies: [
                .product(name: "Caddy", package: "gluster_caddy_exporter")
            ],
            swiftSettings: [.treatAllWarnings(as: .error)]
        ),
    ],
    swiftLanguageModes: [.v6]
)
