import Glibc
import Gluster

Signals.reset()

// The worker is this same program: it must be told apart before anything else is done.
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == GfapiWorker.verb {
    exit(GfapiWorker.run(Array(arguments.dropFirst())))
}
exit(await commandLine(arguments))
