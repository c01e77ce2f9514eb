import Fuzz
import Glibc

// One program for many targets, so that it is built once: the name by which it is called says which one. By its own name
// it lists them.
let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
guard let target = targets[name] else {
    print(targets.keys.sorted().joined(separator: "\n"))
    exit(name == "parsers" ? EXIT_SUCCESS : EX_USAGE)
}
exit(fuzz(target))
