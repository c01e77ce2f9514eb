/// Hits and misses of the translators that cache, from their `private` files.
enum MetaCaches {
    /// The types that have some; `io-cache` counts neither.
    static let types: Set = ["performance/md-cache", "performance/quick-read", "performance/nl-cache"]

    /// By cache, as the label says it.
    static func parse(_ bytes: [UInt8], type: String) -> [String: MountClient.CacheTotal] {
        var caches: [String: MountClient.CacheTotal] = [:]
        func add(_ cache: String, _ hits: String, _ misses: String) {
            guard let hits = MetaFile.number(hits, in: bytes), let misses = MetaFile.number(misses, in: bytes) else {
                return
            }
            caches[cache] = MountClient.CacheTotal(hits: hits, misses: misses)
        }
        switch type {
        case "performance/md-cache":
            add("stat", "stat_hit_count", "stat_miss_count")
            add("xattr", "xattr_hit_count", "xattr_miss_count")
        case "performance/quick-read": add("quick_read", "cache-hit", "cache-miss")
        case "performance/nl-cache":
            add("negative_lookup", "negative_lookup_hit_count", "negative_lookup_miss_count")
        default: break
        }
        return caches
    }
}
