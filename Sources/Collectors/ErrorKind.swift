import Gluster

/// What a label can carry of an error: its class, one of ``PollReport/kinds``.
func errorKind(_ error: any Error) -> String {
    switch error {
    case let error as GlusterUnavailable: error.kind
    case let error as LocalSocketError: error.kind
    case let error as StateDirectoryError: error.kind
    case is UnreadLogs: "permission"
    default: "other"
    }
}
