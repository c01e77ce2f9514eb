import Synchronization

/// Families in both formats, ready to be put beside other blocks; compressed once, when first asked for.
public final class EncodedBlock: Sendable {
    private let text: [UInt8]
    private let openMetrics: [UInt8]
    private let pieces = Mutex<[Format: DeflatedPiece]>([:])

    init(text: [UInt8], openMetrics: [UInt8]) {
        self.text = text
        self.openMetrics = openMetrics
    }

    func bytes(_ format: Format) -> [UInt8] {
        format == .text ? text : openMetrics
    }

    func deflated(_ format: Format) -> DeflatedPiece {
        pieces.withLock { pieces in
            if let known = pieces[format] { return known }
            let piece = DeflatedPiece(of: bytes(format))
            pieces[format] = piece
            return piece
        }
    }
}

/// The two text formats that Prometheus reads.
public enum Format: Sendable, Hashable, CaseIterable {
    /// Prometheus text 0.0.4.
    case text
    /// OpenMetrics 1.0.
    case openMetrics
}
