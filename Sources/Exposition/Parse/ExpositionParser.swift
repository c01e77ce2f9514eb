/// Reads what others expose: Prometheus text 0.0.4 and OpenMetrics 1.0, each as its specification has it.
///
/// A document with one wrong byte is an error: half of the truth would look like the whole. Names that need
/// quotes, native histograms and other additions of later versions are errors too. Takes time in proportion to the
/// length of the document.
public enum ExpositionParser {
    /// Reads a whole document. Exemplars are checked and left out.
    public static func parse(_ bytes: [UInt8], _ format: Format) throws(ExpositionError) -> [ParsedFamily] {
        var cursor = try ExpositionCursor(bytes, format)
        var families = FamilyAssembler(format)
        var isOver = false
        while !cursor.isAtEnd {
            families.line = cursor.line
            if isOver { throw cursor.fault("nothing stands behind # EOF") }
            switch format {
            case .text: try textLine(&cursor, &families)
            case .openMetrics: isOver = try openMetricsLine(&cursor, &families)
            }
            try cursor.endLine()
        }
        if format == .openMetrics, !isOver { throw cursor.fault("the last line is # EOF") }
        return try families.finish()
    }

    private static func textLine(
        _ cursor: inout ExpositionCursor,
        _ families: inout FamilyAssembler
    ) throws(ExpositionError) {
        cursor.skipBlanks()
        if cursor.isAtLineEnd { return }
        guard cursor.skip("#") else { return try sample(&cursor, &families) }
        // `#HELP` in one word is a comment like any other.
        guard cursor.isAtBlank else { return cursor.skipLine() }
        cursor.skipBlanks()
        switch cursor.word() {
        case "HELP":
            try cursor.gap(before: "a metric name")
            let name = try cursor.name(of: .metric)
            if !cursor.isAtLineEnd { try cursor.gap(before: "the help") }
            try families.help(name, try cursor.help())
        case "TYPE":
            try cursor.gap(before: "a metric name")
            let name = try cursor.name(of: .metric)
            try cursor.gap(before: "a type")
            try families.type(name, cursor.word())
            cursor.skipBlanks()
        default: cursor.skipLine()
        }
    }

    /// Whether it was the end mark.
    private static func openMetricsLine(
        _ cursor: inout ExpositionCursor,
        _ families: inout FamilyAssembler
    ) throws(ExpositionError) -> Bool {
        if cursor.isAtLineEnd { throw cursor.fault("there are no blank lines") }
        guard cursor.skip("#") else {
            try sample(&cursor, &families)
            return false
        }
        try cursor.gap(before: "HELP, TYPE, UNIT or EOF")
        let word = cursor.word()
        if word == "EOF" { return true }
        guard ["HELP", "TYPE", "UNIT"].contains(word) else {
            throw cursor.fault("behind # stands HELP, TYPE, UNIT or EOF")
        }
        try cursor.gap(before: "a metric name")
        let name = try cursor.name(of: .metric)
        try cursor.gap(before: "the text of \(word)")
        switch word {
        case "HELP": try families.help(name, try cursor.help())
        case "TYPE": try families.type(name, cursor.word())
        default: try families.unit(name, cursor.word())
        }
        return false
    }

    private static func sample(
        _ cursor: inout ExpositionCursor,
        _ families: inout FamilyAssembler
    ) throws(ExpositionError) {
        let name = try cursor.name(of: .metric)
        if cursor.format == .text { cursor.skipBlanks(unlessBefore: "{") }
        let labels = cursor.skip("{") ? try cursor.labels() : []
        try cursor.gap(before: "a value")
        let value = try cursor.number("value")
        let timestamp = try cursor.timestamp()
        let hasExemplar = cursor.format == .openMetrics ? try exemplar(&cursor) : false
        try families.add(name, labels, value, timestamp, hasExemplar: hasExemplar)
    }

    /// Checks an exemplar, if there is one: ` # {labels} value[ timestamp]`.
    private static func exemplar(_ cursor: inout ExpositionCursor) throws(ExpositionError) -> Bool {
        guard !cursor.isAtLineEnd else { return false }
        try cursor.gap(before: "an exemplar")
        guard cursor.skip("#"), cursor.skip(" "), cursor.skip("{") else {
            throw cursor.fault("behind the value stands a timestamp or an exemplar: # {labels} value")
        }
        let labels = try cursor.labels()
        let length = labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        if length > 128 { throw cursor.fault("the labels of an exemplar have 128 characters at most") }
        try cursor.gap(before: "a value")
        _ = try cursor.number("value")
        _ = try cursor.timestamp()
        return true
    }
}
