/// The rules for what stands between the method and the version of a request.
///
/// libmicrohttpd unescapes and cuts the target without looking at what comes out.
enum RequestTarget {
    static let longest = 8000

    /// Why a target as it was sent cannot be answered; nil when it can.
    static func fault(in target: some Collection<UInt8>) -> RequestFault? {
        guard target.count <= longest else { return .targetTooLong }
        guard !target.isEmpty else { return .malformed }

        var rest = target[...]
        while let byte = rest.popFirst() {
            guard !isControl(byte), byte != UInt8(ascii: " ") else { return .malformed }
            if byte == UInt8(ascii: "%") {
                guard
                    let high = rest.popFirst().flatMap(hexadecimal),
                    let low = rest.popFirst().flatMap(hexadecimal),
                    !isControl(high << 4 | low)
                else { return .malformed }
            }
        }
        return nil
    }

    /// The path of a target that may be in the form for proxies: `http://host:10713/metrics`.
    static func path(of target: String) -> Substring {
        guard let scheme = ["http://", "https://"].first(where: target.hasPrefix) else { return target[...] }
        let rest = target.dropFirst(scheme.count)
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Why a request gets no real answer.
enum RequestFault: UInt { case malformed = 1, targetTooLong = 2 }
