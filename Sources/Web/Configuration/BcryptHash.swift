/// What bcrypt made of a password: `$2y$10$`, then 53 letters.
struct BcryptHash: Hashable {
    let text: String
    /// Each step more takes twice as long: 10 is about 50 ms.
    let cost: Int

    /// Below, hashes are easily broken. Above, one takes so many seconds that a few strangers keep everybody out.
    static let costs = 4...15
    static let allowed = "$2a$, $2b$ or $2y$ with a cost from 4 to 15, as htpasswd -nBC 10 '' makes it"

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 60, bytes[..<2].elementsEqual("$2".utf8), "aby".utf8.contains(bytes[2]),
            bytes[3] == UInt8(ascii: "$"), bytes[6] == UInt8(ascii: "$"),
            bytes[4...5].allSatisfy({ (0x30...0x39).contains($0) }), bytes[7...].allSatisfy(Self.isLetter),
            let cost = Int(String(decoding: bytes[4...5], as: UTF8.self)), Self.costs.contains(cost)
        else { return nil }
        self.text = text
        self.cost = cost
    }

    /// One that takes its time and belongs to no password that anybody knows.
    static func decoy(cost: Int) -> String {
        "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: "GluCad", count: 3) + "Expo" + decoyTail
    }

    private static let decoyTail = "7Q2xq9VbYw1Zt5RmKc0Lh8NsJd3FgEu"

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
