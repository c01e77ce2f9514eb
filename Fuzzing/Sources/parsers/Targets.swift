import Fuzz

/// Everything that reads bytes from outside, but for the web server and its configuration file. Each has a folder of its
/// name in Fuzzing/corpus.
let targets: [String: Trial] = [
    "caddyconfig": tryCaddyConfiguration,
    "caddylog": tryCaddyLog,
    "clientlog": tryClientLog,
    "gzip": tryGzip,
    "host": tryHostFiles,
    "logtail": tryLogTail,
    "meta": tryMeta,
    "metrics": tryMetrics,
    "positions": tryPositions,
    "rotation": tryRotation,
    "rpc": tryMessages,
    "settings": trySettings,
    "state": tryPoolState,
    "texts": tryTexts,
    "volfile": tryVolfile,
    "worker": tryWorkerMessages,
]

extension String {
    /// Whether somebody can read it on one line.
    var isOneLine: Bool { !utf8.contains { $0 < 0x20 || $0 == 0x7f } }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
