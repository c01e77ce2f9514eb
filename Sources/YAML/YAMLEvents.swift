import CYaml
import Glibc

/// One step through a YAML text.
enum YAMLEvent: Equatable {
    case documentStart
    case scalar(String, isPlain: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case streamEnd
}

/// Where something stands in a file. Both count from 1.
package struct YAMLMark: Hashable {
    package var line: Int
    package var column: Int
}

/// The events of one YAML text: the only owner of a `cyaml_reader`.
///
/// Anchors, aliases and tags never get past it. A settings file has no need of them, and without them a small
/// file cannot grow into a large one, nor a text into another type.
@safe struct YAMLEvents: ~Copyable {
    private let reader: OpaquePointer

    init(_ bytes: [UInt8]) throws(Fault) {
        var reader: OpaquePointer?
        let code = unsafe bytes.withUnsafeBytes { unsafe cyaml_open($0.baseAddress, $0.count, &reader) }
        guard code == 0 else { throw Fault(code: code) }
        unsafe self.reader = reader!  // Set whenever the call returns 0.
    }

    deinit {
        unsafe cyaml_close(reader)
    }

    /// The next event. After an error, or after `streamEnd`, there is none.
    mutating func next() throws(Fault) -> (event: YAMLEvent, mark: YAMLMark) {
        var raw = unsafe cyaml_event()
        var problem = unsafe cyaml_problem()
        let code = unsafe cyaml_next(reader, &raw, &problem)
        guard code != EINVAL else { throw unsafe Fault(problem) }
        guard code == 0 else { throw Fault(code: code) }

        let mark = unsafe YAMLMark(line: Int(raw.line), column: Int(raw.column))
        if unsafe raw.has_anchor { throw Fault(line: mark.line, reason: "an anchor (&) is not supported") }
        if unsafe raw.has_tag { throw Fault(line: mark.line, reason: "a tag (!) is not supported") }

        switch unsafe raw.kind {
        case CYAML_DOCUMENT_START: return (.documentStart, mark)
        case CYAML_SCALAR: return unsafe (.scalar(String(raw), isPlain: raw.is_plain), mark)
        case CYAML_SEQUENCE_START: return (.sequenceStart, mark)
        case CYAML_SEQUENCE_END: return (.sequenceEnd, mark)
        case CYAML_MAPPING_START: return (.mappingStart, mark)
        case CYAML_MAPPING_END: return (.mappingEnd, mark)
        case CYAML_ALIAS: throw Fault(line: mark.line, reason: "an alias (*) is not supported")
        default: return (.streamEnd, mark)
        }
    }
}

extension String {
    fileprivate init(_ raw: cyaml_event) {
        self = unsafe String(decoding: UnsafeRawBufferPointer(start: raw.text, count: raw.length), as: UTF8.self)
    }
}

extension Fault {
    fileprivate init(_ problem: cyaml_problem) {
        let message = unsafe String(cString: problem.message)
        unsafe self.init(line: Int(problem.line), reason: "\(message) (column \(problem.column))")
    }

    fileprivate init(code: CInt) {
        self.init(reason: unsafe String(cString: strerror(code)))
    }
}
