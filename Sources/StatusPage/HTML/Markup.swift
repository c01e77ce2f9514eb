/// HTML in the making: what stands in a literal is markup, and whatever is put into one is escaped.
struct Markup: ExpressibleByStringInterpolation, Sendable {
    /// In UTF-8.
    private(set) var bytes: [UInt8]

    init() { bytes = [] }

    init(stringLiteral value: StaticString) {
        bytes = Self.bytes(of: value)
    }

    init(stringInterpolation: Interpolation) {
        bytes = stringInterpolation.bytes
    }

    static func += (one: inout Markup, other: Markup) {
        one.bytes += other.bytes
    }

    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    private static func bytes(of literal: StaticString) -> [UInt8] {
        literal.withUTF8Buffer { unsafe Array($0) }
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            bytes += Markup.bytes(of: literal)
        }

        mutating func appendInterpolation(_ text: String) {
            Escaping.append(text, to: &bytes)
        }

        mutating func appendInterpolation(_ number: Int) {
            bytes += String(number).utf8
        }

        mutating func appendInterpolation(_ markup: Markup) {
            bytes += markup.bytes
        }

        /// Nothing where there is nothing.
        mutating func appendInterpolation(_ markup: Markup?) {
            bytes += markup?.bytes ?? []
        }
    }
}

extension Sequence {
    /// The markup of each, one after the other.
    func markup(_ body: (Element) -> Markup) -> Markup {
        reduce(into: Markup()) { $0 += body($1) }
    }
}
