import Host

/// Reads the settings anew, on a queue of its own: the file may lie where reading it takes its time.
actor SettingsReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "settings")
    private let arguments: [String]

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// - Throws: What is wrong with them, in one line for people.
    func read() throws -> Wiring { try Wiring(reading: arguments) }
}
