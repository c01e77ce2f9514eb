import Host

/// What a look at waiting entries asks of one set's bricks, which are numbered in the set's order.
///
/// Every call may block for as long as a brick takes to answer.
protocol SetReading {
    /// What each brick of the set is.
    var roles: [Brick.Role] { get }

    /// When a brick's index last changed: any change gives another number.
    func indexStamp(_ brick: Int) throws(SystemError) -> Int64

    /// The entries in a brick's index, so many at most.
    func index(_ brick: Int, limit: Int) throws(SystemError) -> [GFID]

    /// For each question, what the copy of the entry on the brick says of each brick of the set; an answer a question.
    /// None is begun after the deadline.
    func accusations(
        _ questions: [SetQuestion],
        until deadline: ContinuousClock.Instant
    ) -> [Result<[HealKinds], SystemError>]

    /// What AFR itself calls split-brain, of data and metadata.
    func splitBrain(_ entry: GFID) throws(SystemError) -> HealKinds

    /// Of the names that changed in a directory while a brick was away, the number of those behind which these bricks
    /// have different files, and whether there are more names than the limit.
    func mismatched(in directory: GFID, on bricks: [Int], limit: Int) throws(SystemError) -> (
        count: Int, isTruncated: Bool
    )

    /// The path of the entry on a brick, within the volume; nil when the brick does not know.
    func path(of entry: GFID, on brick: Int) throws(SystemError) -> String?
}

/// Whom does the copy of this entry on this brick accuse?
struct SetQuestion: Sendable, Hashable {
    var entry: GFID
    var brick: Int
}
