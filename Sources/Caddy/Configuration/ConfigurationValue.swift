import FoundationEssentials

/// JSON as it is, for those who take what they know of it and pass over the rest.
indirect enum ConfigurationValue: Sendable, Hashable, Decodable {
    case object([String: ConfigurationValue])
    case array([ConfigurationValue])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// How deep objects and arrays may be nested: each level takes some of the stack.
    static let maximumDepth = 256

    init(json: [UInt8]) throws(CaddyConfigurationError) {
        guard Self.depth(json) <= Self.maximumDepth else {
            throw CaddyConfigurationError("it is nested deeper than \(Self.maximumDepth) levels")
        }
        do {
            self = try JSONDecoder().decode(ConfigurationValue.self, from: Data(json))
        } catch {
            throw CaddyConfigurationError("it is not JSON")
        }
    }

    /// Fails never: a number that a double does not hold is as good as none.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let object = try? container.decode([String: ConfigurationValue].self) {
            self = .object(object)
        } else if let array = try? container.decode([ConfigurationValue].self) {
            self = .array(array)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .null
        }
    }

    /// What an object has under a key; null for anything else.
    subscript(key: String) -> ConfigurationValue {
        if case .object(let members) = self { members[key] ?? .null } else { .null }
    }

    /// The members of an object, in the order in which Caddy prints them.
    var members: [(key: String, value: ConfigurationValue)] {
        guard case .object(let members) = self else { return [] }
        return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    var elements: [ConfigurationValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The strings in an array.
    var strings: [String] { elements.compactMap(\.string) }

    var isTrue: Bool { self == .bool(true) }

    var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// A whole number from 1 to 65535.
    var port: Int? {
        guard case .number(let number) = self, let port = Int(exactly: number) else { return nil }
        return (1...65535).contains(port) ? port : nil
    }

    private static func depth(_ json: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var (isInString, isEscaped) = (false, false)
        for byte in json {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
