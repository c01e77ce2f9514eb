import Gluster

/// What a label can carry of an error: its class, one of ``PollReport/kinds``.
func errorKind(_ error: any Error) -> String {
    (error as? GlusterUnavailable)?.kind ?? "other"
}
