import Foundation

enum AdminSamples {
    static func text(_ name: String) throws -> String {
        let file = Bundle.module.url(forResource: "Samples", withExtension: nil)?.appending(path: name)
        return try String(decoding: Data(contentsOf: file ?? URL(filePath: name)), as: UTF8.self)
    }
}
