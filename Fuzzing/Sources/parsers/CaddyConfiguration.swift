import Fuzz

@testable import Caddy

/// Any bytes as what a Caddy's configuration is read from; the first one says where it comes from.
@Sendable func tryCaddyConfiguration(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst())
    switch (bytes.first ?? 0) % 4 {
    case 0: return faultInConfiguration(input)
    case 1: return faultInStart(input)
    case 2: return faultInCaddyfile(input)
    default: return faultInCertificate(input)
    }
}

/// Written out again it is the same configuration, and what is made of it has names.
private func faultInConfiguration(_ bytes: [UInt8]) -> String? {
    guard let configuration = try? CaddyConfiguration.parse(bytes) else { return nil }
    guard let value = try? ConfigurationValue(json: bytes) else { return "read, and no JSON" }
    let text = value.json
    guard (try? ConfigurationValue(json: text)) == value else { return "other JSON: \(text.text)" }
    guard (try? CaddyConfiguration.parse(text)) == configuration else { return "another one: \(text.text)" }

    let authorities = configuration.authorities
    if Set(authorities).count < authorities.count || authorities.contains("") { return "authorities \(authorities)" }
    if Set(configuration.certificates).count < configuration.certificates.count { return "a certificate twice" }
    if configuration.certificates.count > ServedCertificate.limit { return "too many certificates" }
    if value.isObject, !configuration.logs.contains(where: { $0.name == "default" }) { return "no log default" }
    let names = SiteNames(configuration.sites)
    for site in configuration.sites {
        if Set(site.roots).count < site.roots.count { return "a root twice: \(site)" }
        for host in site.hosts where !names.contains(names.site(host: host)) { return "a site beside all: \(host)" }
        for case .path(let root) in site.roots where !names.contains(names.site(path: root)) {
            return "a site beside all: \(root)"
        }
    }
    return nil
}

extension ConfigurationValue {
    /// JSON with each letter escaped that can be.
    fileprivate var json: [UInt8] {
        switch self {
        case .object(let members):
            let texts = members.map { ConfigurationValue.string($0.key).json + Array(" : ".utf8) + $0.value.json }
            return Array("{ ".utf8) + texts.joined(separator: ",\n".utf8) + Array(" }".utf8)
        case .array(let elements):
            return Array("[".utf8) + elements.map(\.json).joined(separator: "\t,".utf8) + Array("]".utf8)
        case .string(let text): return Array("\"\(text.utf16.map(Self.escaped).joined())\"".utf8)
        case .number(let number): return Array("\(number)".utf8)
        case .bool(let truth): return Array("\(truth)".utf8)
        case .null: return Array("null".utf8)
        }
    }

    private static func escaped(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// What a Caddy was started with leads to the address that is in it, which has one spelling.
private func faultInStart(_ bytes: [UInt8]) -> String? {
    let start = StartConfiguration.json(bytes)
    if let fault = fault(in: start) { return fault }
    guard start != .unclear, let value = try? ConfigurationValue(json: bytes) else { return nil }
    let listen = value["admin"]["listen"].string ?? ""
    switch start {
    case .address(let address, _): return AdminAddress(listen) == address ? nil : "\(address) is not \(listen)"
    case .off: return value["admin"]["disabled"].isTrue ? nil : "off without a word"
    default: return listen.isEmpty ? nil : "silent, but at \(listen)"
    }
}

private func fault(in start: StartConfiguration) -> String? {
    guard case .address(let address, let origins) = start else { return nil }
    if AdminAddress(address.description) != address { return "\(address) is another address when it is read again" }
    if !address.isSame(as: address.description) { return "\(address) is not itself" }
    return address.hosts(origins: origins).isEmpty ? "no host for \(address)" : nil
}

/// Blank lines, comments and blanks around a line make no difference.
private func faultInCaddyfile(_ bytes: [UInt8]) -> String? {
    let start = StartConfiguration.caddyfile(bytes)
    if let fault = fault(in: start) { return fault }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let looser = lines.map { Array("\t ".utf8) + $0 + Array(" # {\n# }\n\n".utf8) }.joined()
    let other = StartConfiguration.caddyfile(Array(looser))
    return other == start ? nil : "\(start) becomes \(other) with comments"
}

/// Of a certificate authority's answer, or of a PEM text alone: the first certificate counts, and it has times.
private func faultInCertificate(_ bytes: [UInt8]) -> String? {
    let whole = CertificateTimes(authority: "local", reply: bytes) ?? CertificateTimes(name: "local", pem: bytes)
    guard let whole else { return nil }
    if !whole.notBefore.isFinite || !whole.notAfter.isFinite { return "times that are none: \(whole)" }
    if whole.issuer.utf8.contains(0) { return "an issuer with a zero byte" }
    guard let alone = CertificateTimes(name: "local", pem: bytes) else { return nil }
    let followed = CertificateTimes(name: "local", pem: bytes + Array("\n-----BEGIN\n".utf8))
    return followed == alone ? nil : "\(alone) becomes \(String(describing: followed)) with something behind it"
}
