/// One GET with a deadline and a size limit.
public struct Reply: Sendable, Hashable {}
