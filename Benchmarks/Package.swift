// swift-tools-version: 6.2
import PackageDescription

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "gluster_caddy_exporter") }

// A package of its own: whoever builds the exporter does not build its benchmarks.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "gluster_caddy_exporter", path: "..")],
    targets: [
        .target(name: "Samples", dependencies: [product("Exposition")]),
        .executableTarget(name: "encode", dependencies: ["Samples", product("Exposition")]),
        .executableTarget(name: "classify", dependencies: [product("Caddy")]),
        .executableTarget(
            name: "instructions",
            dependencies: ["Samples", product("Caddy"), product("Exposition"), product("Gluster")]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [.enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error)]
}
