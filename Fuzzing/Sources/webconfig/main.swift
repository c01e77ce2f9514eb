import Fuzz
import Glibc

// Any bytes as a web configuration file: refused in one line without secrets, or taken with all of its users.
exit(fuzz(tryConfiguration))
