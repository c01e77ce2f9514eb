import Foundation
import Fuzz

@testable import LogTail

/// A log whose writer, and whatever puts its files aside, do what the bytes say, while it is followed: each line is
/// given once, in the order in which it was written.
@Sendable func tryRotation(_ bytes: [UInt8]) -> String? {
    var choices = Choices(bytes)
    guard let log = try? LogFile(isNumbered: choices.isChosen()) else { return nil }
    defer { log.remove() }
    log.look()
    for _ in 0..<64 where !choices.isOver { log.act(&choices) }
    log.finish()
    return log.fault
}

/// A log in a directory of its own, its writer, and its follower.
final class LogFile {
    private let directory: String
    private let isNumbered: Bool
    private let limits = TailLimits(line: 64, chunk: 64, step: 256)
    private let window: Window
    private var tailer: FileTailer
    private var output: CInt = -1
    private var number = 0
    private var rolls = 0
    private var writes = 0
    private var isTorn = false
    private var taken: [UInt8] = []

    private var path: String { "\(directory)/access.log" }

    init(isNumbered: Bool) throws {
        directory = NSTemporaryDirectory() + "rotation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        self.isNumbered = isNumbered
        window = Window(limits)
        tailer = FileTailer(path: directory + "/access.log", framing: .plain, place: nil, limits: limits)
    }

    func remove() {
        close(output)
        try? FileManager.default.removeItem(atPath: directory)
    }

    func act(_ choices: inout Choices) {
        switch choices.number(below: 10) {
        case 0, 1, 2: write("\(number) \(String(repeating: "x", count: choices.number(below: 40)))\n")
        case 3: write("\(number) ")
        case 4: look()
        case 5: _ = tailer.step(window, now: .now, take)
        case 6: restart()
        case 7: roll(reopens: true)
        case 8: roll(reopens: false)
        default: compress()
        }
    }

    func finish() {
        if isTorn { write("\n") }
        open()
        look()
    }

    /// Nil: each line once, and in order; where the follower itself says that there is a gap, some may be missing.
    var fault: String? {
        let numbers = wholeLines(of: taken).map { line in Int(line.prefix { $0 != 32 }.text) ?? -1 }
        let progress = tailer.progress
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }), !numbers.contains(-1) else {
            return "twice, or out of order: \(numbers)"
        }
        if progress.gaps + progress.truncations + progress.cutLines > 0 { return nil }
        return numbers == Array(0..<number) ? nil : "\(numbers) of \(number)"
    }

    // MARK: - The follower

    func look() {
        for _ in 0..<1000 where !tailer.step(window, now: .now, take) { return }
    }

    private func take(_ lines: RawSpan) { taken += lines.withUnsafeBytes { [UInt8]($0) } }

    private func restart() {
        var positions: [String: Position] = [:]
        positions["x"] = tailer.position
        let kept = PositionText.decode(PositionText.encode(positions))
        var place: FilePosition?
        if case .file(let file) = kept?["x"] { place = file }
        tailer = FileTailer(path: path, framing: .plain, place: place, limits: limits)
    }

    // MARK: - The writer

    private func open() {
        close(output)
        output = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        setTime()
    }

    /// Each is later than the one before, which those of the kernel are after some milliseconds only.
    private func setTime() {
        writes += 1
        let time = timespec(tv_sec: 1_790_000_000 + writes, tv_nsec: 0)
        _ = futimens(output, [time, time])
    }

    private func write(_ text: String) {
        if output < 0 { open() }
        // A torn line goes on: only its beginning has a number.
        let text = isTorn ? String(text.drop { $0 != " " && $0 != "\n" }) : text
        if !isTorn { number += 1 }
        isTorn = !text.hasSuffix("\n")
        _ = Glibc.write(output, text, text.utf8.count)
        setTime()
    }

    /// Puts the file aside; who does not reopen it goes on writing to it.
    private func roll(reopens: Bool) {
        // A writer ends its line before it goes on in another file.
        if reopens, isTorn { write("\n") }
        rolls += 1
        if isNumbered {
            // None is removed: it may be one that nobody has looked at.
            for number in (1...rolls).reversed() {
                for ending in ["", ".gz"] { rename("\(path).\(number)\(ending)", "\(path).\(number + 1)\(ending)") }
            }
            rename(path, path + ".1")
        } else {
            let time = String(format: "2026-11-20T21-%02d-%02d.881", rolls / 60, rolls % 60)
            rename(path, "\(directory)/access-\(time).log")
        }
        if reopens { open() }
    }

    /// Compresses the oldest that is not yet, and nobody writes to; it keeps its time, as with gzip.
    private func compress() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let plain = names.filter { $0 != "access.log" && !$0.hasSuffix(".gz") }
        guard let name = isNumbered ? plain.max(by: Self.byNumber) : plain.min(), plain.count > 1 else { return }
        let file = "\(directory)/\(name)"
        var status = stat()
        guard stat(file, &status) == 0, let content = FileManager.default.contents(atPath: file) else { return }
        guard FileManager.default.createFile(atPath: file + ".gz", contents: Data(Self.gzip(Array(content)))) else {
            return
        }
        let times = [status.st_atim, status.st_mtim]
        _ = utimensat(AT_FDCWD, file + ".gz", times, 0)
        unlink(file)
    }

    private static func byNumber(_ left: String, _ right: String) -> Bool {
        let numbers = [left, right].map { Int($0.dropFirst("access.log.".count)) ?? 0 }
        return numbers[0] < numbers[1]
    }

    /// Without any compression.
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = content[...]
        repeat {
            let block = rest.prefix(65535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            bytes += [rest.isEmpty ? 1 : 0, UInt8(length & 255), UInt8(length >> 8), ~UInt8(length & 255)]
            bytes += [~UInt8(length >> 8)] + block
        } while !rest.isEmpty
        for word in [Fingerprint(content[...]).hash, UInt32(content.count)] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return bytes
    }
}
