import YAML

extension Form<Duration> {
    /// A length of time between two others, both included.
    static func duration(from shortest: String, to longest: String, such example: String) -> Form {
        let range = Duration(text: shortest)!...Duration(text: longest)!
        let allowed = "\(shortest) to \(longest), such as \(example)"
        return Form("a duration", allowed: allowed, placeholder: "duration") { text throws(Refusal) in
            guard let value = Duration(text: text) else { throw Refusal("\(text.quoted) is not a duration") }
            guard value >= range.lowerBound else { throw Refusal("\(text.quoted) is too short") }
            guard value <= range.upperBound else { throw Refusal("\(text.quoted) is too long") }
            return value
        }
    }

    /// The same without fractions of a second, for numbers that GlusterFS keeps in seconds.
    static func seconds(from shortest: String, to longest: String, such example: String) -> Form {
        let form = duration(from: shortest, to: longest, such: example)
        let allowed = "whole seconds, \(form.allowed)"
        return Form(form.noun, allowed: allowed, placeholder: form.placeholder) { text throws(Refusal) in
            let value = try form.value(of: text)
            guard value.components.attoseconds == 0 else { throw Refusal("\(text.quoted) is not in whole seconds") }
            return value
        }
    }
}

extension Duration {
    /// Reads `15s`, `1m30s`, `1h` or `500ms`: whole numbers with their units, the larger units first.
    init?(text: String) {
        let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
        var smaller = units[...]
        var rest = text[...]
        var milliseconds = 0
        repeat {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let unit = rest[digits.endIndex...].prefix { !("0"..."9").contains($0) }
            guard digits.utf8.count <= 9, let number = Int(digits) else { return nil }
            guard let index = smaller.firstIndex(where: { $0.0 == unit }) else { return nil }
            milliseconds += number * units[index].1
            smaller = units[(index + 1)...]
            rest = rest[unit.endIndex...]
        } while !rest.isEmpty
        self = .milliseconds(milliseconds)
    }
}
