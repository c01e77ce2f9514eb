import YAML

/// How one kind of value is written, on the command line as in a file.
struct Form<Value>: Sendable {
    /// What a wrong text is not: `a duration`.
    let noun: String
    /// What a right one looks like: `100ms to 1h, such as 15s`.
    let allowed: String
    /// What stands for it in `--help`.
    let placeholder: String
    private let parse: @Sendable (String) throws(Refusal) -> Value

    init(
        _ noun: String,
        allowed: String,
        placeholder: String,
        parse: @escaping @Sendable (String) throws(Refusal) -> Value
    ) {
        self.noun = noun
        self.allowed = allowed
        self.placeholder = placeholder
        self.parse = parse
    }

    func value(of text: String) throws(Refusal) -> Value {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Refusal("\(text.quoted) has a control character")
        }
        return try parse(text)
    }
}

/// What is wrong with a value, and, of a list, with which of them.
struct Refusal: Error {
    let reason: String
    let index: Int

    init(_ reason: String, index: Int = 0) {
        self.reason = reason
        self.index = index
    }
}

extension Form {
    /// A form whose texts are right or wrong, with no more to say about it.
    init(
        _ noun: String,
        allowed: String,
        placeholder: String,
        orNil parse: @escaping @Sendable (String) -> Value?
    ) {
        self.init(noun, allowed: allowed, placeholder: placeholder) { text throws(Refusal) in
            guard let value = parse(text) else { throw Refusal("\(text.quoted) is not \(noun)") }
            return value
        }
    }
}

extension Form where Value: CaseIterable & RawRepresentable<String> & Sendable {
    static func choice(_ noun: String) -> Form {
        let names = Value.allCases.map(\.rawValue)
        return Form(
            noun,
            allowed: names.joined(separator: ", "),
            placeholder: names.joined(separator: "|"),
            orNil: { Value(rawValue: $0) }
        )
    }
}

extension Form<Bool> {
    static var truth: Form {
        Form("a truth value", allowed: "true, false", placeholder: "true|false", orNil: { Bool($0) })
    }
}

extension Form<Int> {
    /// A whole number, in decimal digits alone.
    static func count(from least: Int, to most: Int) -> Form {
        Form("a number", allowed: "\(least) to \(most)", placeholder: "number") { text throws(Refusal) in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text)
            else { throw Refusal("\(text.quoted) is not a number") }
            guard number >= least else { throw Refusal("\(text.quoted) is too small") }
            guard number <= most else { throw Refusal("\(text.quoted) is too large") }
            return number
        }
    }
}

extension Form<String> {
    /// A file's path. A Unix socket's may have 107 bytes.
    static func path(_ noun: String, example: String, limit: Int = 4095) -> Form {
        Form(noun, allowed: "an absolute path, such as \(example)", placeholder: "path") { text throws(Refusal) in
            guard text.hasPrefix("/") else { throw Refusal("\(text.quoted) is not \(noun)") }
            guard text.utf8.count <= limit else { throw Refusal("\(text.quoted) is longer than \(limit) bytes") }
            return text
        }
    }
}
