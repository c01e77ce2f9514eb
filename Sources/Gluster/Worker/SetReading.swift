import Host

/// What a look at waiting entries asks of one set's bricks, which are numbered in the set's order.
///
/// Every call may block for as long as a brick takes to answer.
protocol SetReading {
    /// What each brick of the set is.
    var roles: [Brick.Role] { get }

    /// Whether a brick's index changed, and whether the brick is still the same process.
    func indexStamp(_ brick: Int) throws(SystemError) -> IndexStamp

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

    /// When the names in a directory last changed on a brick: any change gives another number; nil where there is none.
    func namesStamp(_ directory: GFID, on brick: Int) throws(SystemError) -> Int64?

    /// The path of the entry on a brick, within the volume; nil when the brick does not know.
    func path(of entry: GFID, on brick: Int) throws(SystemError) -> String?
}

/// Any change of a brick's index gives another one.
struct IndexStamp: Sendable, Hashable {
    /// Nanoseconds since 1970, by the brick's clock.
    var modified: Int64
    /// The GFID of the index's folder: the brick makes it up when it starts.
    var folder: GFID
}

/// Whom does the copy of this entry on this brick accuse?
struct SetQuestion: Sendable, Hashable {
    var entry: GFID
    var brick: Int
}
