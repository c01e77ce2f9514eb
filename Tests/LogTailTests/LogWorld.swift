import Foundation
import Glibc
import TestSupport

@testable import LogTail

/// A directory with a log that somebody writes and rolls, and a tailer that is only looked through when told to.
final class LogWorld {
    let directory: String
    var path: String { "\(directory)/access.log" }
    var tailer: FileTailer
    let limits: TailLimits
    private(set) var written: [UInt8] = []
    var taken: [UInt8] = []
    private var rolls = 0
    private var output: FileHandle?
    private let window: Window
    private let framing: LogSource.Framing
    var now = ContinuousClock.now

    init(
        line: Int = 256,
        chunk: Int = 512,
        step: Int = 1 << 20,
        framing: LogSource.Framing = .plain,
        below: String = NSTemporaryDirectory()
    ) throws {
        directory = below + "log-tail-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        limits = TailLimits(line: line, chunk: chunk, step: step)
        window = Window(limits)
        self.framing = framing
        tailer = FileTailer(path: directory + "/access.log", framing: framing, place: nil, limits: limits)
    }

    deinit {
        try? output?.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    var progress: TailProgress { tailer.progress }
    var text: String { String(decoding: taken, as: UTF8.self) }

    /// The first line that was not taken as it was written.
    var difference: String? {
        let (written, taken) = (written.split(separator: 10), taken.split(separator: 10))
        for (index, line) in written.enumerated() where index >= taken.count || taken[index] != line {
            let other = index < taken.count ? String(decoding: taken[index], as: UTF8.self) : "nothing"
            return "\(index): \(String(decoding: line, as: UTF8.self)), taken: \(other)"
        }
        return written.count == taken.count ? nil : "\(taken.count - written.count) lines more"
    }

    /// Looks until there is nothing more to do at once.
    func look(limit: Int = 10_000) {
        for _ in 0..<limit where !lookOnce() { return }
    }

    /// True: there is more to do.
    func lookOnce() -> Bool {
        tailer.step(window, now: now) { self.taken += bytes(of: $0) }
    }

    func restart() {
        var positions: [String: Position] = [:]
        positions["x"] = tailer.position
        let kept = PositionText.decode(PositionText.encode(positions))
        var place: FilePosition?
        if case .file(let file) = kept?["x"] { place = file }
        tailer = FileTailer(path: path, framing: framing, place: place, limits: limits)
    }

    /// A line with a `\n`, or a piece of one, to the file that the writer has open.
    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        if output == nil { openNew() }
        output?.write(Data(bytes))
        written += bytes
    }

    func openNew(appends: Bool = true) {
        let file = unsafe Glibc.open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : 0), 0o644)
        output = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    }

    /// As lumberjack does it; the name of the file that was put aside.
    @discardableResult
    func roll(reopen: Bool = true) -> String {
        rolls += 1
        let name = String(format: "\(directory)/access-2026-11-20T21-%02d-%02d.881.log", rolls / 60, rolls % 60)
        move(path, name)
        if reopen { openNew() }
        return name
    }

    func truncate() { unsafe _ = Glibc.truncate(path, 0) }

    /// Makes it as large, without a byte more on the disk.
    func stretch(to size: Int) -> Bool { unsafe Glibc.truncate(path, size) == 0 }

    /// Beside the plain file, under the name with `.gz`, which then is removed.
    static func compress(_ name: String) throws {
        let content = try Data(contentsOf: URL(fileURLWithPath: name))
        try Data(gzip(Array(content))).write(to: URL(fileURLWithPath: name + ".gz"))
        try FileManager.default.removeItem(atPath: name)
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

func move(_ path: String, _ target: String) { unsafe _ = rename(path, target) }

func remove(_ path: String) { unsafe _ = unlink(path) }

func bytes(of lines: RawSpan) -> [UInt8] { unsafe lines.withUnsafeBytes { unsafe Array($0) } }
