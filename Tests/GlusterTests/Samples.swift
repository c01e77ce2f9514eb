import Foundation
import Testing

@testable import Gluster

/// Volfiles of a real cluster: see `Samples/record`.
enum Samples {
    static let names = [
        "archive", "busy", "four", "four-fixed", "latin1", "lone", "media", "office", "pair", "pair-auto", "pair-fixed",
        "pair-none", "photos", "scratch", "sets", "thin", "wide", "wide-quorum",
    ]
    /// What stands in the place of each real user name and password.
    static let secrets = ["00000000-0000-4000-8000-000000000000-user", "00000000-0000-4000-8000-000000000000-word"]

    static func text(_ name: String) throws -> [UInt8] {
        let file = Bundle.module.url(forResource: "Samples/\(name)", withExtension: "vol")
        return Array(try Data(contentsOf: #require(file)))
    }

    static func volfile(_ name: String) throws -> Volfile { try Volfile.parse(try text(name)) }

    /// Its volume is what stands before the dash.
    static func graph(_ name: String) throws -> VolumeGraph {
        try volfile(name).graph(of: String(name.prefix { $0 != "-" }))
    }
}
