/// What a server answered, whatever the status.
public struct Reply: Sendable, Hashable {
    public var status: Int
    /// As the server wrote it; empty when it did not.
    public var contentType: String
    /// The whole body, inflated.
    public var body: [UInt8]

    public init(status: Int, contentType: String = "", body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
