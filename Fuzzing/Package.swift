// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built with coverage and AddressSanitizer (scripts/fuzz).
let web = Target.Dependency.product(name: "Web", package: "gluster_caddy_exporter")
let parsers: [Target.Dependency] = ["Caddy", "Exposition", "Gluster", "LogTail", "Settings", "Web"].map {
    .product(name: $0, package: "gluster_caddy_exporter")
}

let package = Package(
    name: "Fuzzing",
    dependencies: [.package(name: "gluster_caddy_exporter", path: "..")],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(name: "Fuzz", dependencies: ["CLibFuzzer"]),
        .executableTarget(name: "http", dependencies: ["CLibFuzzer", "Fuzz", web]),
        .executableTarget(name: "parsers", dependencies: ["Fuzz"] + parsers),
        .executableTarget(name: "webconfig", dependencies: ["CLibFuzzer", "Fuzz", web]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name != "CLibFuzzer" {
    target.swiftSettings = [.treatAllWarnings(as: .error)]
}
