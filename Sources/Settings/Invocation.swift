import ArgumentParser
public import YAML

/// What the command line asks for.
public enum Invocation: Sendable, Equatable {
    case run(Settings)
    /// `--config.check`: say what would be done, and end.
    case check(Settings)
    case version
    /// Text to print: the help, or a completion script.
    case help(String)
}

extension Settings {
    /// Reads the command line (without the program's name) and the file that it names.
    ///
    /// Flags win over the file, and the file over the defaults; a list replaces a list as a whole. The result
    /// depends on nothing but the arguments and what `readFile` returns, so a reload is the same call again.
    ///
    /// Throws one line that names the flag or the file and line, what is wrong there, and what is allowed.
    public static func parse(
        arguments: [String],
        readFile: (String) -> Result<[UInt8], FileError> = Settings.readFile
    ) throws(SettingsError) -> Invocation {
        let flags: Flags
        do {
            // The completions offer `help` as well.
            flags = try Flags.parse(arguments == ["help"] ? ["--help"] : arguments)
        } catch {
            let text = Flags.message(for: error)
            guard Flags.exitCode(for: error).isSuccess else { throw SettingsError(text) }
            return .help(text)
        }
        guard !flags.isVersion else { return .version }

        let settings = try Settings(flags, readFile)
        return flags.isCheck ? .check(settings) : .run(settings)
    }

    private init(
        _ flags: Flags,
        _ readFile: (String) -> Result<[UInt8], FileError>
    ) throws(SettingsError) {
        self.init()
        if flags.disablesDefaults {
            collectors = []
        }
        if let path = flags.file {
            switch readFile(path) {
            case .success(let bytes): try SettingsFile(path: path).apply(bytes, to: &self)
            case .failure(let error): throw SettingsError("\(path): \(error)")
            }
        }
        for key in Key.all {
            guard let texts = flags.table.texts[key.flag] else { continue }
            do throws(Refusal) {
                try key.store(texts, in: &self)
            } catch {
                throw SettingsError("--\(key.flag): \(error.reason); allowed: \(key.allowed)")
            }
        }
    }
}
