import Caddy
import Exposition
import Foundation

/// One Caddy that answers, and one whose socket may not be opened; of each the configuration was read once.
extension [CaddyState] {
    static let recorded: [CaddyState] = [
        CaddyState(
            CaddyInstance(name: "localhost:2019", configuration: .recorded),
            .success(.recorded)
        ),
        CaddyState(
            CaddyInstance(name: "unix//run/caddy/admin.sock", configuration: .small),
            .failure(CaddyError(.permission, "unix//run/caddy/admin.sock: permission denied"))
        ),
    ]
}

extension CaddyConfiguration {
    fileprivate static let recorded = {
        var configuration = CaddyConfiguration()
        configuration.sites = [
            CaddySite(name: "a.localhost", hosts: ["a.localhost"], listen: [":443"], roots: [.path("/srv/a")]),
            CaddySite(name: "b.localhost", hosts: ["b.localhost"], listen: [":443"], roots: [.path("/srv/b")]),
        ]
        configuration.logs = [
            CaddyLog(name: "default", output: .standardError, format: .json, hasErrors: true),
            CaddyLog(name: "log0", output: .file("/var/log/caddy/a.log"), format: .json, hasErrors: false),
            CaddyLog(name: "log1", output: .other("net"), format: .json, hasErrors: false),
        ]
        configuration.authorities = ["local"]
        return configuration
    }()

    fileprivate static let small = {
        var configuration = CaddyConfiguration()
        configuration.sites = [CaddySite(name: ":8080", listen: [":8080"])]
        return configuration
    }()
}

extension CaddyAnswer {
    /// What a Caddy 2.6.2 said of its first server, two families of 2.9, and one that has a name of ours.
    fileprivate static let recorded = {
        var answer = CaddyAnswer()
        answer.families = (try? families("metrics-2.6.2-g.txt")) ?? []
        answer.families += [
            gauge("caddy_config_last_reload_successful", 1),
            gauge("caddy_config_last_reload_success_timestamp_seconds", 1_795_207_846.25),
            gauge("caddy_config_sites", 2),
        ]
        let issuer = "Caddy Local Authority - ECC Intermediate"
        answer.certificates = [
            CertificateTimes(name: "a.localhost", issuer: issuer, notBefore: 1_795_208_540, notAfter: 1_795_251_740),
            CertificateTimes(name: "b.localhost", issuer: issuer, notBefore: 1_795_208_541, notAfter: 1_795_251_741),
        ]
        answer.roots = [
            CertificateTimes(
                name: "local",
                issuer: "Caddy Local Authority - 2026 ECC Root",
                notBefore: 1_795_208_540,
                notAfter: 2_106_248_540
            )
        ]
        return answer
    }()

    /// Families of a sample, without the series of servers other than the first.
    private static func families(_ sample: String) throws -> [ParsedFamily] {
        let file = URL(filePath: #filePath).appending(path: "../../CaddyTests/Samples/\(sample)").standardizedFileURL
        return try ExpositionParser.parse(Array(try Data(contentsOf: file)), .text).map { family in
            var family = family
            family.samples.removeAll { $0.labels.contains { $0.name == "server" && $0.value != "srv0" } }
            return family
        }
    }

    private static func gauge(_ name: String, _ value: Double) -> ParsedFamily {
        ParsedFamily(
            name: name,
            kind: .gauge,
            help: "Help of Caddy.",
            samples: [ParsedSample(name: name, value: value)]
        )
    }
}
