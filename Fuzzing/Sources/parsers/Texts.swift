import Foundation
import Fuzz

@testable import Caddy
@testable import Gluster
@testable import LogTail
@testable import Settings
@testable import Web

/// Any bytes as one of the short texts that are read here and there; the first one says as which.
@Sendable func tryTexts(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    let text = input.text
    switch (bytes.first ?? 0) % 10 {
    case 0: return faultInDuration(text)
    case 1: return faultInBase64(input)
    case 2: return faultInPreferences(text)
    case 3: return faultInChoice(text)
    case 4: return faultInLocalTime(text)
    case 5: return faultInLogTime(input)
    case 6: return faultInRolledName(text)
    case 7: return faultInAddress(text)
    case 8: return faultInTarget(input)
    default:
        guard let gfid = GFID(text) else { return nil }
        return gfid.description == text && GFID(gfid.bytes) == gfid ? nil : "\(text) is \(gfid)"
    }
}

private func faultInDuration(_ text: String) -> String? {
    guard let duration = Duration(text: text) else { return nil }
    let (seconds, attoseconds) = duration.components
    var milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    if milliseconds < 0 || Duration.milliseconds(milliseconds) != duration { return "\(duration) of \(text)" }
    var canonical = ""
    for (unit, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
        canonical += "\(milliseconds / size)\(unit)"
        milliseconds %= size
    }
    return Duration(text: canonical) == duration ? nil : "\(text) is not \(canonical)"
}

private func faultInBase64(_ bytes: [UInt8]) -> String? {
    let encoded = Array(Data(bytes).base64EncodedData())
    if Base64.bytes(of: encoded) != bytes { return "\(encoded.text) is not read" }
    guard let read = Base64.bytes(of: bytes) else { return nil }
    return Array(Data(read).base64EncodedData()) == bytes ? nil : "\(bytes.text) is none"
}

/// Written out again, preferences are the same; what is answered does not depend on their order.
private func faultInPreferences(_ text: String) -> String? {
    let all = Preference.all(in: text)
    let elements = all.map { preference in
        let parameters = preference.parameters.map { "; \($0.key)=\"\($0.value)\"" }.joined()
        let digits = String(preference.weight)
        let weight = preference.weight == 1000 ? "1" : "0.\(String(repeating: "0", count: 3 - digits.count))\(digits)"
        return "\(preference.value)\(parameters); Q=\(weight)"
    }
    if all.contains(where: { !(0...1000).contains($0.weight) }) { return "a weight in \(all)" }
    let again = elements.joined(separator: " ,\t")
    guard Preference.all(in: again) == all else { return "\(all) is not \(again)" }
    let reversed = elements.reversed().joined(separator: ",, ;/,")
    let (type, other) = (MetricsType(accepting: text), MetricsType(accepting: reversed))
    if type.format != other.format || type.version != other.version { return "\(type) or \(other)" }
    return Compression(accepting: text) == Compression(accepting: reversed) ? nil : "packed by order"
}

private func faultInChoice(_ text: String) -> String? {
    let collectors = ["brick", "heal", "volume"]
    let arguments = text.split(separator: "&").map { pair in
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (name: sides[0], value: sides.count == 2 ? sides[1] : "")
    }
    do throws(BadChoice) {
        guard let chosen = try chosenCollectors(arguments, of: collectors) else {
            return arguments.contains { $0.name == "collect[]" } ? "all, though some are named" : nil
        }
        let named = Set(arguments.map(\.value))
        let expected = collectors.filter { named.contains($0) == arguments.contains { $0.name == "collect[]" } }
        let isPlain = arguments.allSatisfy { ["collect[]", "exclude[]"].contains($0.name) }
        if isPlain, chosen != Set(expected) { return "\(chosen) of \(text)" }
        return chosen.isSubset(of: collectors) ? nil : "\(chosen)"
    } catch {
        return error.description.isOneLine ? nil : "a message of several lines: \(error)"
    }
}

/// A time that is taken is the one that is written, in the zone of this machine.
private func faultInLocalTime(_ text: String) -> String? {
    guard let seconds = LocalTimeText.parse(text) else { return nil }
    var time = time_t(seconds)
    var local = tm()
    guard localtime_r(&time, &local) != nil else { return "no time: \(seconds)" }
    let words = text.split { $0 == " " || $0 == "\n" }
    let clock = words[3].split(separator: ":").compactMap { Int32($0) }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let isSame =
        local.tm_year + 1900 == Int32(words[4]) && months[Int(local.tm_mon)] == words[1]
        && local.tm_mday == Int32(words[2]) && [local.tm_hour, local.tm_min, local.tm_sec] == clock
    // A leap second is the next minute's first one.
    return isSame || clock.last == 60 ? nil : "\(text) is taken for \(local)"
}

private func faultInLogTime(_ bytes: [UInt8]) -> String? {
    guard let seconds = LogTime.parse(json: bytes) else { return nil }
    // The years that four digits can say, and some days more for the zone.
    let years = -62_170_000_000.0...253_410_000_000
    if !years.contains(seconds) { return "\(seconds) of \(bytes.text)" }
    let text = bytes.first == UInt8(ascii: "\"") ? Array(bytes.dropFirst().dropLast()) : bytes
    guard text.count > 19, text[4] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T") else { return nil }
    let words = text.prefix(19).split { !(0x30...0x39).contains($0) }.compactMap { Int32(Array($0).text) }
    guard words.count == 6 else { return "\(seconds) of \(text.text)" }
    var time = tm()
    time.tm_year = words[0] - 1900
    time.tm_mon = words[1] - 1
    time.tm_mday = words[2]
    time.tm_hour = words[3]
    time.tm_min = words[4]
    time.tm_sec = words[5]
    let expected = Double(timegm(&time))
    if words[5] < 60, time.tm_mon + 1 != words[1] { return "no such day: \(text.text)" }
    return abs(seconds - expected) <= 100 * 3600 ? nil : "\(seconds) of \(text.text), not \(expected)"
}

/// A sibling of a log has its name, byte by byte, and something behind it or within.
private func faultInRolledName(_ text: String) -> String? {
    let sides = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, let rolled = RolledName(sides[0], of: sides[1]) else { return nil }
    let (name, base) = (Array(sides[0].utf8), Array(sides[1].utf8))
    if rolled.name != sides[0] || name == base { return "\(rolled) of \(text)" }
    let stem = base.lastIndex(of: UInt8(ascii: ".")).map { base[..<$0] } ?? base[...]
    if !name.starts(with: base), !name.starts(with: stem) { return "\(sides[0]) was never \(sides[1])" }
    if rolled.time.utf8.contains(where: { $0 < 0x21 || $0 > 0x7e }) { return "the time \(rolled.time)" }
    if case .number(let number) = rolled.order, number < 0 { return "the number \(number)" }
    return nil
}

private func faultInAddress(_ text: String) -> String? {
    if let address = AdminAddress(text), AdminAddress(address.description) != address {
        return "\(text) is \(address), which is another one"
    }
    if let address = try? ListenAddress(parsing: text), (try? ListenAddress(parsing: address.description)) != address {
        return "\(text) is \(address), which is another one"
    }
    if let address = NumericAddress(text), NumericAddress("\(address.host):\(address.port)") != address {
        return "\(text) is \(address), which is another one"
    }
    guard let local = CaddyListenAddress(text)?.local, NumericAddress(local) != nil else { return nil }
    return CaddyListenAddress(local)?.local == local ? nil : "\(text) is \(local), which is another one"
}

/// A target that is taken has no control characters, escaped or not.
private func faultInTarget(_ bytes: [UInt8]) -> String? {
    guard RequestTarget.fault(in: bytes) == nil else { return nil }
    if bytes.isEmpty { return "nothing is taken" }
    let plain = bytes.text.removingPercentEncoding ?? ""  // What is no UTF-8 is refused elsewhere.
    return plain.isOneLine ? nil : "taken with control characters: \(bytes.text)"
}
