public import Collectors

/// The page at `/`.
public enum StatusPage {
    /// HTML, in UTF-8.
    public static func html(_ board: Board) -> [UInt8] { [] }
}
