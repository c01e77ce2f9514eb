import Glibc

@testable import Web
@testable import YAML

/// What each file holds that a configuration names: a certificate with its key, which GnuTLS takes.
private let material: [UInt8] = {
    guard let path = getenv("FUZZ_PEM") else { return [] }
    return (try? readFile(at: String(cString: path)).get()) ?? []
}()

@Sendable func tryConfiguration(_ bytes: [UInt8]) -> String? {
    do throws(Fault) {
        let configuration = try WebConfiguration(parsing: bytes) { (_) throws(Fault) in material }
        guard configuration.users.count == namedUsers(bytes) else { return "users got lost" }
        guard let settings = configuration.tls else { return nil }
        do throws(WebConfigurationError) {
            _ = try TLSContext(settings)
            return nil
        } catch {
            return fault(in: error.description, about: bytes)
        }
    } catch {
        return fault(in: error.reason, about: bytes)
    }
}

/// How many users a text names, as YAML sees it.
private func namedUsers(_ bytes: [UInt8]) -> Int {
    guard let root = try? YAMLNode.compose(bytes), case .mapping(let entries) = root.content,
        let users = entries.first(where: { $0.key == "basic_auth_users" }),
        case .mapping(let names) = users.value.content
    else { return 0 }
    return names.count
}

/// What is wrong with a message: it is shown to people, and kept in logs.
private func fault(in message: String, about bytes: [UInt8]) -> String? {
    if message.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "a message of several lines: \(message)" }
    if message.contains("PRIVATE KEY") { return "a message with a key: \(message)" }
    if let secret = secrets(in: bytes).first(where: message.contains) {
        return "a message with the secret \(secret): \(message)"
    }
    return nil
}

/// The hashes of bcrypt, and what is as long as a line of a key.
private func secrets(in bytes: [UInt8]) -> [String] {
    let runs = bytes.split { !isLetter($0) }.map { String(decoding: $0, as: UTF8.self) }
    return runs.filter { $0.utf8.count > 60 || ($0.hasPrefix("$2") && $0.utf8.count >= 29) }
}

/// Of base64 and of bcrypt's hashes.
private func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "."): true
    case UInt8(ascii: "$"), UInt8(ascii: "="): true
    default: false
    }
}
