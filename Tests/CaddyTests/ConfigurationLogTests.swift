import Testing

@testable import Caddy

@Suite("Logs of a configuration")
struct ConfigurationLogTests {
    @Test("go where their writer says", arguments: outputs)
    func output(_ log: String, _ expected: CaddyLog.Output) throws {
        #expect(try only(log).output == expected)
    }

    @Test("are readable in JSON with Caddy's own keys", arguments: formats)
    func format(_ encoder: String, _ expected: CaddyLog.Format) throws {
        #expect(try only(#"{"encoder":\#(encoder)}"#).format == expected)
    }

    @Test("get errors unless their lists or their level keep them out", arguments: errors)
    func hasErrors(_ log: String, _ expected: Bool) throws {
        #expect(try only("{\(log)}").hasErrors == expected)
    }

    @Test("are told by name, the default one among them")
    func names() throws {
        let logs = try parse(#"{"logging":{"sink":{"writer":{"output":"discard"}},"logs":{"z":{},"a":{}}}}"#).logs

        #expect(logs.map(\.name) == ["a", "default", "z"])
    }

    private func only(_ log: String) throws -> CaddyLog {
        let logs = try parse(#"{"logging":{"logs":{"default":\#(log)}}}"#).logs
        try #require(logs.count == 1)
        return logs[0]
    }
}

private let outputs: [(String, CaddyLog.Output)] = [
    ("{}", .standardError), (#"{"writer":null}"#, .standardError), (#"{"writer":{"output":"stderr"}}"#, .standardError),
    (#"{"writer":{"output":"stdout"}}"#, .standardOutput), (#"{"writer":{"output":"discard"}}"#, .other("discard")),
    (#"{"writer":{"output":"file","filename":"/var/log/a.log"}}"#, .file("/var/log/a.log")),
    (#"{"writer":{"output":"file","filename":"/var/{env.X}.log"}}"#, .other("file /var/{env.X}.log")),
    (#"{"writer":{"output":"file"}}"#, .other("file ")), (#"{"writer":{"output":"kafka"}}"#, .other("kafka")),
]

private let formats: [(String, CaddyLog.Format)] = [
    ("null", .json), (#"{"format":"json"}"#, .json), (#"{"format":"console"}"#, .other("console")),
    (#"{"format":"json","time_format":"iso8601","level_format":"upper"}"#, .json),
    (#"{"format":"json","message_key":"msg","level_key":""}"#, .json),
    (#"{"format":"json","message_key":"message"}"#, .other("json with other keys")),
    (#"{"format":"json","level_key":"lvl"}"#, .other("json with other keys")),
    (#"{"format":"json","time_key":"when"}"#, .other("json with other keys")),
    (#"{"format":"json","name_key":"name"}"#, .other("json with other keys")),
    (#"{"format":"json","line_ending":";"}"#, .other("json with other keys")),
    (#"{"format":"filter","wrap":{"format":"json"},"fields":{"request>headers>Cookie":{}}}"#, .json),
    (#"{"format":"filter","wrap":{"format":"console"}}"#, .other("filter")),
    (#"{"format":"filter","wrap":{"format":"json"},"fields":{"msg":{}}}"#, .other("filter")),
    (#"{"format":"filter","wrap":{"format":"json"},"fields":{"request":{}}}"#, .other("filter")),
    (#"{"format":"append","wrap":{"format":"json"},"fields":{"server":"a"}}"#, .json),
    (#"{"format":"unheard_of"}"#, .other("unheard_of")),
]

private let errors: [(String, Bool)] = [
    ("", true), (#""level":"DEBUG""#, true), (#""level":"error""#, true), (#""level":"FATAL""#, false),
    (#""level":"panic""#, false),
    (#""include":["http.log.access.log0"]"#, false), (#""include":["http.log.error"]"#, true),
    (#""include":["http"]"#, true),
    (#""include":["http.log.error.log0"]"#, true), (#""include":["http.log.err"]"#, false),
    (#""include":["tls","http.log"]"#, true),
    (#""exclude":["http.log.access"]"#, true), (#""exclude":["http.log.error"]"#, false),
    (#""exclude":["http"]"#, false),
    (#""exclude":["http.log.error.log0"]"#, true), (#""include":["http.log.error"],"exclude":["http.log"]"#, true),
    (#""include":["http"],"exclude":["http.log.error"]"#, false), (#""include":[7,null],"exclude":"http""#, true),
]
