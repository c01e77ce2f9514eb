import Fuzz

@testable import Exposition

/// Any bytes as somebody's exposition: written out again in the plainest way it says the same, and what we expose of it
/// can be read again, in both formats, with nothing lost but what is told.
@Sendable func tryMetrics(_ bytes: [UInt8]) -> String? {
    let format: Format = bytes.first.map { $0 & 1 } == 1 ? .openMetrics : .text
    let families: [ParsedFamily]
    do throws(ExpositionError) {
        families = try ExpositionParser.parse(Array(bytes.dropFirst()), format)
    } catch {
        return error.description.isOneLine ? nil : "an error of several lines: \(error)"
    }
    if let fault = fault(in: families) { return fault }
    let plain = Array(rendered(families, format).utf8)
    do throws(ExpositionError) {
        let again = try ExpositionParser.parse(plain, format)
        if !isSame(again, families) { return "\(again) instead of \(families)" }
    } catch {
        return "\(error): \(plain.text)"
    }
    return faultInPassed(families)
}

private func fault(in families: [ParsedFamily]) -> String? {
    for family in families {
        for sample in family.samples {
            if !sample.name.hasPrefix(family.name) { return "\(sample.name) of \(family.name)" }
            if let time = sample.timestamp, !time.isFinite { return "a timestamp that is none" }
            let names = sample.labels.map(\.name)
            if Set(names).count < names.count { return "a label twice: \(names)" }
        }
    }
    return nil
}

private func rendered(_ families: [ParsedFamily], _ format: Format) -> String {
    var text = ""
    for family in families {
        // One without metadata is one without a type in text, too.
        let kind = family.kind == .unknown && format == .text ? "untyped" : family.kind.rawValue
        text += "# TYPE \(family.name) \(kind)\n# HELP \(family.name) "
        text += escaped(family.help, quotes: format == .openMetrics) + "\n"
        for sample in family.samples {
            let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
            text += "\(sample.name){\(labels.joined(separator: ","))} \(number(sample.value))"
            guard let time = sample.timestamp else {
                text += "\n"
                continue
            }
            text += format == .openMetrics ? " \(number(time))\n" : " \(milliseconds(time))\n"
        }
    }
    return text + (format == .openMetrics ? "# EOF\n" : "")
}

private func milliseconds(_ seconds: Double) -> Int64 {
    Int64(exactly: (seconds * 1000).rounded()) ?? (seconds < 0 ? .min : .max)
}

private func number(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
}

private func escaped(_ text: String, quotes: Bool) -> String {
    text.unicodeScalars.map { scalar in
        switch scalar {
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\"" where quotes: "\\\""
        default: String(scalar)
        }
    }.joined()
}

/// NaN is as good as NaN. A help that is cut at its blanks by one format, and a time that is rounded, are the same.
private func isSame(_ left: [ParsedFamily], _ right: [ParsedFamily]) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { left, right in
            left.name == right.name && left.kind == right.kind && left.help == right.help
                && left.samples.count == right.samples.count
                && zip(left.samples, right.samples).allSatisfy(isSame)
        }
}

private func isSame(_ left: ParsedSample, _ right: ParsedSample) -> Bool {
    left.name == right.name && left.labels == right.labels && number(left.value) == number(right.value)
        && abs((left.timestamp ?? 0) - (right.timestamp ?? 0)) <= abs(left.timestamp ?? 0) * 1e-9
}

private func faultInPassed(_ families: [ParsedFamily]) -> String? {
    let ours = Metric.gauge("gluster_up", labels: "volume", help: "Ours.")
    var passed = PassedFamilies(label: "caddy", beside: [ours], limit: 64)
    passed.add(families, of: "localhost:2019")
    passed.add(families, of: "[::1]:\"\\\n")
    var encoder = FamilyEncoder()
    let block = encoder.encode(passed.all)
    for format in Format.allCases {
        let body = Body.plain([block], format)
        do throws(ExpositionError) {
            let again = try ExpositionParser.parse(body, format)
            if again.contains(where: { $0.name == ours.name }) { return "ours is exposed by somebody else" }
            for sample in again.flatMap(\.samples) where !sample.labels.contains(where: { $0.name == "caddy" }) {
                return "nobody's: \(sample)"
            }
        } catch {
            return "what we expose is none, \(error): \(body.text)"
        }
    }
    return nil
}
