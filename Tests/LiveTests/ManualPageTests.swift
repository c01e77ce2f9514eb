import Foundation
import Testing

extension LiveTests {
    @Suite("What the program prints of itself")
    struct ManualPageTests {
        @Test("is a manual page that groff and mandoc have nothing to say against")
        func page() throws {
            let page = try file("print-manual-page", "2023-11-14")
            #expect(try Lab.output("mandoc", ["-Tlint", page]) == "")
            let text = try Lab.output("groff", ["-man", "-ww", "-Tascii", "-P-cbou", page])
            #expect(!text.contains("warning"))
            for words in ["SEE ALSO", "--no-collector.self-heal-daemon", "--log.level=debug|info|warn|error"] {
                #expect(text.contains(words), "\(words)")
            }
        }

        @Test("is a completion for bash")
        func bash() throws {
            let script = try file("--generate-completion-script=bash")
            let complete = """
                source \(script)
                for word in --collector.he d; do
                    COMP_WORDS=(gluster_caddy_exporter --log.level "$word")
                    [ "$word" = d ] || COMP_WORDS=(gluster_caddy_exporter "$word")
                    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE="${COMP_WORDS[*]}" COMPREPLY=()
                    COMP_POINT=${#COMP_LINE}
                    _gluster_caddy_exporter gluster_caddy_exporter "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
                    echo "${COMPREPLY[@]}"
                done
                """
            #expect(
                try Lab.output("bash", ["-c", complete]) == "--collector.heal --collector.heal.interval\ndebug\n"
            )
        }

        @Test("is a completion for fish")
        func fish() throws {
            let script = try file("--generate-completion-script=fish")
            let complete = """
                source \(script)
                complete -C 'gluster_caddy_exporter --collector.he' | string split -f 1 \\t
                complete -C 'gluster_caddy_exporter --log.level d' | string split -f 1 \\t
                """
            #expect(
                try Lab.output("fish", ["--no-config", "-c", complete])
                    == "--collector.heal\n--collector.heal.interval\ndebug\n"
            )
        }

        @Test("is a completion for zsh")
        func zsh() throws {
            let script = try file("--generate-completion-script=zsh")
            // What zsh's own completion would be given.
            let complete = """
                compdef() { : }
                _arguments() { print -rl -- "$@" }
                source \(script)
                words=(gluster_caddy_exporter) CURRENT=1
                _gluster_caddy_exporter
                """
            let specs = try Lab.output("zsh", ["-f", "-c", "\(complete)"]).split(separator: "\n")
            #expect(specs.contains { $0.hasPrefix("--collector.heal[") })
            #expect(specs.contains { $0.hasPrefix("--log.level[") && $0.contains("debug info warn error") })
        }

        private func file(_ arguments: String...) throws -> String {
            let path = "\(try Lab.directory())/printed-\(UUID().uuidString)"
            try Lab.output(Lab.exporter, arguments).write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
    }
}
