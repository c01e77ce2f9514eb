import CLinux
import Glibc
import Gluster

Signals.reset()
// Of daemon and worker: with an arena for each thread of a pool, memory that is freed stays in fifteen places.
clinux_limit_arenas(2)

// The worker is this same program: it must be told apart before anything else is done.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == GfapiWorker.verb {
    exit(GfapiWorker.run(Array(arguments.dropFirst())))
}
exit(await commandLine(arguments))
