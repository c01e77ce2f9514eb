import Testing

/// Puts the lab in order after a test that was broken off, so that the next one finds what it expects.
struct Mending: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        do {
            try await function()
        } catch {
            Lab.mend()
            throw error
        }
    }
}

extension Trait where Self == Mending {
    static var mending: Self { Mending() }
}

extension Lab {
    /// As it was at the start: every daemon runs, nothing waits for heal, and there are no other volumes.
    static func mend() {
        let lines = {
            (try? lab("status"))?.split(separator: "\n").map { $0.split(separator: " ").map(String.init) } ?? []
        }
        for line in lines() where line.count == 5 {
            let (volume, number, state) = (line[0], line[1], line[4])
            switch (volume, state) {
            case ("(glusterd)", "stopped"): _ = try? lab("glusterd", number, "resume")
            case ("(glusterd)", "down"): _ = try? lab("glusterd", number, "start")
            case (_, "stopped"): _ = try? lab("resume", volume, number)
            default: break
            }
        }
        for volume in Set(lines().compactMap(\.first)).subtracting(["VOLUME", "(glusterd)"]).sorted() {
            guard volumes.contains(volume) else {
                _ = try? lab("delete", volume)
                continue
            }
            _ = try? lab("restart", volume)
            if volume != "scratch" { _ = try? lab("heal", volume) }  // Nothing is kept twice there.
        }
    }
}
