import Foundation
import Testing

@testable import Caddy

@Suite("Sites of a configuration")
struct ConfigurationSiteTests {
    @Test("have the roots that files are read from", arguments: roots)
    func root(_ handlers: String, _ expected: [SiteRoot]) throws {
        let server = #"{"listen":[":80"],"routes":[{"handle":[\#(handlers)]}]}"#

        #expect(try sites(server).map(\.roots) == [expected])
    }

    @Test("have the roots of all routes that a request may take", arguments: routes)
    func route(_ routes: String, _ expected: [SiteRoot]) throws {
        #expect(try sites(#"{"listen":[":80"],"routes":[\#(routes)]}"#).map(\.roots) == [expected])
    }

    @Test("are one for each first host of a server, and one for all routes without hosts")
    func names() throws {
        let server = """
            {"listen":[":80","[::1]:80"],"routes":[
              {"match":[{"host":["A.example","b.example"]}]}, {"handle":[]}, {"match":[{"path":["/x"]}]},
              {"match":[{"host":["a.example"],"path":["/y"]},{"host":["c.example"]}]}]}
            """

        #expect(
            try sites(server) == [
                CaddySite(
                    name: "a.example",
                    hosts: ["a.example", "b.example", "c.example"],
                    listen: [":80", "[::1]:80"]
                ),
                CaddySite(name: ":80", listen: [":80", "[::1]:80"]),
            ]
        )
    }

    @Test("have names that differ, where several servers have one host or do not say where they listen")
    func distinct() throws {
        let route = #""routes":[{"match":[{"host":["::1"]}]}]"#
        let json = """
            {"apps":{"http":{"servers":{
              "a":{"listen":[":80"],\(route)},"b":{"listen":["tcp/:81-90"],\(route)},
              "c":{"listen":["unix//s"],\(route)},
              "d":{"listen":["127.0.0.1:82"],\(route)},"e":{"listen":["127.0.0.2:82"],\(route)},"f":{"routes":[{}]}}}}}
            """

        #expect(
            try parse(json).sites.map(\.name) == [
                "[::1]:80", "[::1]:81", "::1", "[::1]:82 (127.0.0.1:82)", "[::1]:82 (127.0.0.2:82)", "f",
            ]
        )
    }

    @Test("keep on their error pages the root that they had")
    func errors() throws {
        let server = #"""
            {"listen":[":80"],
             "routes":[{"match":[{"host":["a"]}],"handle":[{"handler":"vars","root":"/a"}],"terminal":true},
              {"handle":[{"handler":"vars","root":"/b"}]}],
             "errors":{"routes":[{"match":[{"host":["a"]}],"handle":[{"handler":"file_server"}]},
              {"handle":[{"handler":"file_server"}]}]}}
            """#

        #expect(try sites(server).map(\.roots) == [[.path("/a")], [.path("/b")]])
    }

    @Test("that only pass requests on have no root, and upstreams are seen at any depth")
    func proxy() throws {
        let vars = #"{"handler":"vars","root":"/srv"}"#
        let proxy = #"{"handler":"reverse_proxy"}"#
        let nested = #"{"handler":"subroute","routes":[{"handle":[\#(vars),\#(proxy)]}]}"#
        let configuration = try parse(#"{"apps":{"http":{"servers":{"s":{"routes":[{"handle":[\#(nested)]}]}}}}}"#)

        #expect(configuration.sites == [CaddySite(name: "s")])
        #expect(configuration.hasUpstreams)
    }

    @Test("may name routes that name each other")
    func named() throws {
        let server = #"""
            {"listen":[":80"],"routes":[{"handle":[{"handler":"invoke","name":"a"},{"handler":"invoke","name":"b"}]}],
             "named_routes":{"a":{"handle":[{"handler":"vars","root":"/a"},{"handler":"invoke","name":"b"}]},
              "b":{"handle":[{"handler":"invoke","name":"a"},{"handler":"file_server"}]}}}
            """#

        #expect(try sites(server).map(\.roots) == [[.path("/a")]])
    }

    @Test("have no root that is longer than any path, however often one is put into the next")
    func doubled() throws {
        let twice = #"{"handler":"vars","root":"{http.vars.root}{http.vars.root}"}"#
        let handlers = ([vars] + Array(repeating: twice, count: 60) + [server]).joined(separator: ",")
        let roots = try sites(#"{"listen":[":80"],"routes":[{"handle":[\#(handlers)]}]}"#).flatMap(\.roots)
        guard case .unresolved(let root)? = roots.first else { throw CaddyConfigurationError("\(roots.count) roots") }
        #expect(roots.count == 1 && root.utf8.count <= 4096 && root.contains("{http.vars.root}"))
    }

    @Test("may name routes in a long chain, which is followed as far as a small stack allows")
    func chain() async throws {
        let links = (0..<2000).map { number in
            #""\#(number)":{"handle":[{"handler":"subroute","routes":[{"handle":"#
                + #"[{"handler":"invoke","name":"\#(number + 1)"}]}]},\#(server)]}"#
        }
        let json = #"""
            {"listen":[":80"],"routes":[{"handle":[{"handler":"invoke","name":"0"}]}],
             "named_routes":{\#(links.joined(separator: ","))}}
            """#
        let roots = try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try sites(json).flatMap(\.roots) }) }
            thread.stackSize = 512 << 10  // As a dispatch queue has.
            thread.start()
        }
        #expect(roots == [.path(".")])
    }

    private func sites(_ server: String) throws -> [CaddySite] {
        try parse(#"{"apps":{"http":{"servers":{"srv0":\#(server)}}}}"#).sites
    }
}

func parse(_ json: String) throws -> CaddyConfiguration {
    try CaddyConfiguration.parse(Array(json.utf8))
}

private let server = #"{"handler":"file_server"}"#
private let vars = #"{"handler":"vars","root":"/srv"}"#

/// Handlers of one route, in order.
private let roots: [(String, [SiteRoot])] = [
    ("", []), (vars, []), (server, [.path(".")]), ("\(vars),\(server)", [.path("/srv")]),
    ("\(server),\(vars),\(server),\(server)", [.path("."), .path("/srv")]),
    (#"{"handler":"file_server","root":"/a"},{"handler":"file_server","root":""}"#, [.path("/a"), .path(".")]),
    (#"\#(vars),{"handler":"file_server","root":"{http.vars.root}/a"}"#, [.path("/srv/a")]),
    (#"{"handler":"file_server","root":"{http.vars.root}/a"}"#, [.path("./a")]),
    (#"\#(vars),{"handler":"vars","root":"{http.vars.root}/b"},\#(server)"#, [.path("/srv/b")]),
    (
        #"{"handler":"vars","root":"{env.R}"},{"handler":"file_server","root":"{http.vars.root}/a"}"#,
        [.unresolved("{env.R}/a")]
    ),
    (#"{"handler":"file_server","root":"/a}b{c"}"#, [.path("/a}b{c")]),
    (#"{"handler":"vars","root":7},\#(server)"#, [.path(".")]),
    (#"{"handler":"vars","root":""},\#(server)"#, [.path(".")]),
    (#"{"handler":"file_server","root":["/a"]}"#, [.path(".")]),
    (#"\#(vars),{"handler":"file_server","fs":"memory"}"#, []),
    (#"\#(vars),{"handler":"file_server","fs":"default"}"#, [.path("/srv")]),
    (#"\#(vars),{"handler":"vars","fs":"memory"},\#(server)"#, []),
    (#"{"handler":"vars","fs":"memory"},{"handler":"file_server","fs":"default","root":"/a"}"#, [.path("/a")]),
    (#"\#(vars),{"handler":"file_server","file_system":{"backend":"s3"}}"#, []),
    (#"\#(vars),{"handler":"file_server","file_system":{"backend":"file"}}"#, [.path("/srv")]),
    (#"\#(vars),{"handler":"reverse_proxy","transport":{"protocol":"fastcgi"}}"#, [.path("/srv")]),
    (#"\#(vars),{"handler":"reverse_proxy","transport":{"protocol":"fastcgi","root":"/php"}}"#, [.path("/php")]),
    (#"\#(vars),{"handler":"reverse_proxy","transport":{"protocol":"http","root":"/php"}}"#, []),
    (
        #"\#(vars),{"handler":"reverse_proxy","handle_response":[{"routes":[{"handle":[\#(server)]}]}]}"#,
        [.path("/srv")]
    ),
    (#"\#(vars),{"handler":"intercept","handle_response":[{"routes":[{"handle":[\#(server)]}]}]}"#, [.path("/srv")]),
    (#"{"handler":"subroute","routes":[{"handle":[\#(vars)]}]},\#(server)"#, [.path("/srv")]),
    (#"\#(vars),{"handler":"subroute","errors":{"routes":[{"handle":[\#(server)]}]}}"#, [.path("/srv")]),
    (#"{"handler":"unheard_of","root":"/a","routes":[{"handle":[\#(server)]}]},7,null,"x",[]"#, []),
]

private let conditional = #"{"match":[{"path":["/a"]}],"handle":[{"handler":"vars","root":"/a"}]"#
private let always = #"{"handle":[\#(server)]}"#
private let rooted = #"{"handle":[\#(vars)]}"#

/// Routes of a server, in order.
private let routes: [(String, [SiteRoot])] = [
    ("\(rooted),\(conditional)},\(always)", [.path("/srv"), .path("/a")]),
    ("\(conditional)},\(rooted),\(always)", [.path("/srv")]),
    ("\(rooted),\(conditional),\"terminal\":true},\(always)", [.path("/srv")]),
    (#"\#(conditional),"group":"g"},{"group":"g","handle":[\#(vars)]},\#(always)"#, [.path("/a"), .path("/srv")]),
    (#"\#(conditional),"group":"g"},{"group":"h","handle":[\#(vars)]},\#(always)"#, [.path("/srv")]),
    (#"\#(rooted),\#(conditional),"group":"g"},{"group":"g","match":[{}],"handle":[\#(server)]}"#, [.path("/srv")]),
    (
        #"\#(rooted),{"match":[{"file":{}}]},{"match":[{"file":{"root":"/f"}},{"not":[{"file":{"root":"/n"}}]}]}"#,
        [
            .path("/srv"), .path("/f"), .path("/n"),
        ]
    ),
    (#"{"match":[{"file":{"root":"/f","fs":"memory"}}]}"#, []), (#"{"match":{"file":{}},"handle":{"a":1}},7,null"#, []),
]
