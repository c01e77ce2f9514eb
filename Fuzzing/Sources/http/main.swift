import Fuzz
import Glibc

// Any bytes as what a client sends: the server's own loop and libmicrohttpd, step by step on this thread.
exit(fuzz(tryRequests))
