import Foundation
import Testing

@testable import LogTail

@Suite struct WindowTests {
    @Test("takes memory for what it holds, not for what it may hold")
    func memory() throws {
        let limits = TailLimits()
        let count = 400
        let before = try residentBytes()
        let windows = (0..<count).map { _ in Window(limits) }
        #expect(windows.allSatisfy { $0.free == limits.window })
        let growth = try residentBytes() - before
        #expect(growth < count * limits.window / 2, "\(growth) bytes more")
    }

    @Test("what is read goes behind what is there, and history is kept before it")
    func content() {
        let window = Window(TailLimits(line: 8192, chunk: 4096))
        #expect(fill(window, [UInt8](repeating: 1, count: 5000), limit: 5000) == 0)
        window.advance(4500)
        #expect(window.history == TailLimits.history && window.unread == 500)
        #expect(fill(window, [2, 3], limit: 100) == 0)
        #expect(window.content.suffix(3) == [1, 2, 3] && window.free == 8192 + 4096 - 502)
    }

    @Test("what a failed read has left behind is not there")
    func failure() {
        let window = Window(TailLimits(line: 64, chunk: 64))
        #expect(fill(window, [], limit: 10, code: 5) == 5)
        #expect(throws: (any Error).self) { try OpenLog.read(-1, at: 0, into: window, limit: 10) }
        #expect(window.filled == 0)
    }
}

/// Lets a reader write these bytes.
private func fill(_ window: Window, _ bytes: [UInt8], limit: Int, code: CInt = 0) -> CInt {
    unsafe window.fill(limit) { space, written in
        unsafe space.copyBytes(from: bytes)
        written = bytes.count
        return code
    }
}

/// Of this process.
private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
    return try #require(Int(pages)) * 4096
}
