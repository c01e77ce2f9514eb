extension UInt64 {
    /// The sum, or the largest number where there is no room for it: what others count may be anything.
    public func saturated(adding more: Self) -> Self {
        let (sum, isOver) = addingReportingOverflow(more)
        return isOver ? .max : sum
    }
}
