import Synchronization

/// Gives a value that somebody has who is made later than those who ask for it.
///
/// The closure is not in the `Mutex` by itself: Swift (6.3) wraps a closure that is read out of a generic place, and
/// puts the wrapped one back, so that it grows by a layer each time. In a structure it is left as it is.
public final class LateSource<Value: Sendable>: Sendable {
    private struct Source: Sendable {
        var read: @Sendable () -> Value
    }

    private let source: Mutex<Source>

    /// `before` is the value until somebody says where it is.
    public init(_ before: Value) {
        source = Mutex(Source { before })
    }

    /// Says where the value is from now on.
    public func come(from read: @escaping @Sendable () -> Value) {
        source.withLock { $0.read = read }
    }

    public var value: Value { source.withLock { $0 }.read() }
}
