import CLinux
import CZlib
import Foundation
import Fuzz
import Host

@testable import LogTail

/// Any bytes as a compressed log: read through windows of any size, it gives what one look at all of it gives, and says
/// of what is damaged or cut short that it is.
@Sendable func tryGzip(_ bytes: [UInt8]) -> String? {
    let input = Array(bytes.dropFirst(2))
    let limits = TailLimits(line: 1 + Int(bytes.first ?? 0), chunk: 1 + Int(bytes.dropFirst().first ?? 0))
    let content = isGzip(input) ? input : LogFile.gzip(input)
    let expected = inflated(content)
    let found = readInWindows(content, limits)
    guard found.bytes == expected.bytes else {
        return "\(found.bytes.count) bytes instead of \(expected.bytes.count)"
    }
    guard found.isWhole == expected.isWhole else { return "whole: \(found.isWhole)" }
    return content == input || found.bytes == input ? nil : "not what was compressed"
}

private func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

private struct Inflated {
    var bytes: [UInt8] = []
    var isWhole = false
}

/// More than that is not asked of any input: zlib makes a thousand bytes of one.
private let most = 1 << 20

private func inflated(_ bytes: [UInt8]) -> Inflated {
    var inflater: OpaquePointer?
    guard czlib_inflate_start(&inflater) == 0, let inflater else { return Inflated() }
    defer { czlib_inflate_end(inflater) }
    var result = Inflated()
    var rest = bytes[...]
    var space = [UInt8](repeating: 0, count: 4096)
    while result.bytes.count < most {
        var taken = 0, produced = 0, isWhole: CInt = 0
        let code = rest.withUnsafeBufferPointer {
            czlib_inflate(inflater, $0.baseAddress, $0.count, &taken, &space, space.count, &produced, &isWhole)
        }
        result.bytes += space[..<produced]
        rest = rest.dropFirst(taken)
        guard code == 0 else { return result }
        if rest.isEmpty, produced == 0 {
            result.isWhole = isWhole != 0
            return result
        }
    }
    return result
}

private func readInWindows(_ bytes: [UInt8], _ limits: TailLimits) -> Inflated {
    var file: CInt = -1
    guard clinux_memory_file("log.gz", bytes, bytes.count, &file) == 0 else { return Inflated() }
    defer { close(file) }
    guard let reader = try? GzipReader(file: file) else { return Inflated() }
    let window = Window(limits)
    var result = Inflated()
    while result.bytes.count < most {
        window.clear()
        do throws(SystemError) {
            guard try reader.read(into: window) > 0 else {
                result.isWhole = true
                return result
            }
        } catch {
            return result
        }
        result.bytes += window.content
    }
    return result
}
