import YAML

/// One setting: a row of the table that reads files and flags, and documents both.
///
/// Whatever the source, a setting arrives as texts (one, or those of a list) and is checked here and nowhere else.
struct Key: Sendable {
    enum Shape: Sendable, Equatable {
        case one
        /// On or off: `--NAME` and `--no-NAME`.
        case toggle
        /// A list. An item may be a mapping with these fields, which are then joined by a slash.
        case list(fields: [String])
        /// A list on the command line, `NAME:VALUE` or `NAME=VALUE` each, and a mapping in a file.
        case pairs(by: String)
    }

    /// Where it stands in a file: `poll.interval`.
    let path: String
    /// Its flag, without dashes: `poll.interval`.
    let flag: String
    let shape: Shape
    let placeholder: String
    /// What a value looks like.
    let allowed: String
    /// The texts that would set the default.
    let initial: [String]
    /// Texts that set something else than the default.
    let examples: [String]
    let help: String
    private let set: @Sendable (inout Settings, [String]) throws(Refusal) -> Void

    /// Checks the texts and puts their value into the settings, in place of what was there.
    func store(_ texts: [String], in settings: inout Settings) throws(Refusal) {
        try set(&settings, texts)
    }
}

extension Key {
    /// A setting with one value. Without a default, it has none until someone sets it.
    init<Value>(
        _ path: String,
        flag: String,
        _ form: Form<Value>,
        shape: Shape = .one,
        default initial: String? = nil,
        example: String,
        help: String,
        set: @escaping @Sendable (inout Settings, Value) -> Void
    ) {
        self.init(
            path: path,
            flag: flag,
            shape: shape,
            placeholder: form.placeholder,
            allowed: form.allowed,
            initial: initial.map { [$0] } ?? [],
            examples: [example],
            help: help
        ) { settings, texts throws(Refusal) in
            for text in texts {
                set(&settings, try form.value(of: text))
            }
        }
    }

    /// A setting with several values, no two of them with the same identity. One that has a default cannot be empty.
    init<Value, Identity: Hashable & SendableMetatype>(
        _ path: String,
        flag: String,
        listOf form: Form<Value>,
        shape: Shape = .list(fields: []),
        uniqueBy identity: @escaping @Sendable (Value) -> Identity,
        default initial: [String] = [],
        examples: [String],
        help: String,
        set: @escaping @Sendable (inout Settings, [Value]) -> Void
    ) {
        self.init(
            path: path,
            flag: flag,
            shape: shape,
            placeholder: form.placeholder,
            allowed: form.allowed,
            initial: initial,
            examples: examples,
            help: help
        ) { settings, texts throws(Refusal) in
            guard !texts.isEmpty || initial.isEmpty else { throw Refusal("the list is empty") }
            var values: [Value] = []
            var seen: Set<Identity> = []
            for (index, text) in texts.enumerated() {
                do throws(Refusal) {
                    let value = try form.value(of: text)
                    guard seen.insert(identity(value)).inserted else { throw Refusal("\(text.quoted) is given twice") }
                    values.append(value)
                } catch {
                    throw Refusal(error.reason, index: index)
                }
            }
            set(&settings, values)
        }
    }
}
