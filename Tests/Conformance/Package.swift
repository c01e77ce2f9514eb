// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built for scripts/conformance only.
let package = Package(
    name: "Conformance",
    dependencies: [.package(name: "gluster_caddy_exporter", path: "../..")],
    targets: [
        .executableTarget(
            name: "conformance",
            dependencies: [.product(name: "Exposition", package: "gluster_caddy_exporter")],
            swiftSettings: [.treatAllWarnings(as: .error)]
        )
    ],
    swiftLanguageModes: [.v6]
)
