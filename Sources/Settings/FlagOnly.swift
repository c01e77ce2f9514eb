/// A flag that no file can have, as the help and the manuals tell it.
struct FlagOnly: Sendable {
    /// Without dashes.
    let name: String
    /// What stands for its value; nil when it has none.
    var placeholder: String?
    let help: String

    static let file = FlagOnly(
        name: "config.file",
        placeholder: "path",
        help: "YAML file with settings; flags win over it."
    )
    static let check = FlagOnly(name: "config.check", help: "Check the settings, say what they are, and end.")
    static let noDefaults = FlagOnly(
        name: "collector.disable-defaults",
        help: "Run only collectors that are enabled by name."
    )
    static let version = FlagOnly(name: "version", help: "Show the version.")

    static let all = [
        file, check, noDefaults, version,
        // ArgumentParser's own.
        FlagOnly(name: "help", help: "Show help information."),
        FlagOnly(
            name: "generate-completion-script",
            placeholder: "bash|zsh|fish",
            help: "Print a completion script for a shell."
        ),
    ]
}
