import Foundation
import Synchronization

/// Debian's Chromium without a window, for one page of one test.
struct Browser {
    private let directory: String

    /// With a profile of its own, in the lab.
    init() throws {
        directory = "\(try Lab.directory())/chromium-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    /// The document as it is after `milliseconds` of the browser's own time, which passes as fast as it can.
    func document(_ url: String, after milliseconds: Int = 1000, flags: [String] = []) throws -> String {
        try run(["--dump-dom", "--virtual-time-budget=\(milliseconds)"] + flags + [url])
    }

    /// What the page looks like, where `PAGE_OUT` says: for whoever wants to look at it.
    func picture(_ url: String, as name: String, width: Int, height: Int, flags: [String] = []) throws {
        guard let out = ProcessInfo.processInfo.environment["PAGE_OUT"] else { return }
        _ = try run(["--screenshot=\(out)/\(name).png", "--window-size=\(width),\(height)"] + flags + [url])
    }

    private func run(_ arguments: [String]) throws -> String {
        let always = [
            "120", "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--user-data-dir=\(directory)", "--enable-logging=stderr", "--v=0",
        ]
        return try Lab.output("timeout", always + arguments)
    }
}
