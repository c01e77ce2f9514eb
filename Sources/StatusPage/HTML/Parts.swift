import Collectors

/// What all parts of the page are made of.
enum Parts {
    /// A sign and a word: colour alone says nothing.
    static func mark(_ level: Level) -> Markup {
        """
        <span class="mark \(level.style)"><span aria-hidden="true">\(level.symbol)</span>\
        <span class="hidden">\(level.word)</span></span>
        """
    }

    /// A sign, and what it is about.
    static func state(_ level: Level, _ words: String) -> Markup {
        """
        <span class="state \(level.style)"><span aria-hidden="true">\(level.symbol)</span> \(words)</span>
        """
    }

    /// A name that others have given: its direction stays its own.
    static func name(_ name: String) -> Markup { "<bdi class=\"name\">\(name)</bdi>" }

    /// `3 min ago`, `in 5 h`, with the exact moment behind it.
    static func ago(_ time: Double?, _ now: Double) -> Markup {
        guard let time else { return dash }
        let words = time > now ? "in \(Amount.span(time - now))" : "\(Amount.span(now - time)) ago"
        return moment(time, words)
    }

    /// A moment in these words, with the exact one behind them.
    static func moment(_ time: Double, _ words: String) -> Markup {
        let text = utcText(time)
        guard text.hasSuffix(" UTC") else { return dash }
        return "<time datetime=\"\(text.dropLast(4) + "Z")\" title=\"\(text)\">\(words)</time>"
    }

    /// Nobody has told it.
    static let dash: Markup = "<span class=\"none\" title=\"not known\">–</span>"

    /// A bar, and its number.
    static func fill(_ ratio: Double?) -> Markup {
        guard let ratio else { return dash }
        // Twentieths: the exact number stands beside it, and a style for each is all that the policy allows.
        let part = ratio.isFinite ? Int((min(max(ratio, 0), 1) * 20).rounded()) : 0
        return "<i class=\"fill \(Fill.level(ratio).style) f\(part)\"></i>\(Amount.percent(ratio))"
    }

    /// That what follows is not what is so now.
    static func staleness(_ collectors: CollectorRow?...) -> Markup {
        collectors.compactMap { $0 }.markup { collector in
            guard let words = collector.staleness else { return Markup() }
            return """
                <p class="stale">\(state(collector.level, words)) <a href="#\(collector.anchor)">Collector \
                \(collector.name)</a></p>

                """
        }
    }

    /// A table that scrolls by itself where the screen is narrow.
    static func table(_ caption: String, _ heads: [(title: String, isNumber: Bool)], _ body: Markup) -> Markup {
        """
        <div class="scroll"><table><caption class="hidden">\(caption)</caption>
        <thead><tr>\(heads.markup { head in
            let style: Markup = head.isNumber ? " class=\"number\"" : ""
            return "<th scope=\"col\"\(style)>\(head.title)</th>"
        })</tr></thead>
        \(body)</table></div>

        """
    }
}

extension Level {
    /// The class that gives the colour.
    var style: String {
        switch self {
        case .good: "good"
        case .note: "note"
        case .unknown: "unknown"
        case .warning: "warning"
        case .bad: "bad"
        }
    }
}
