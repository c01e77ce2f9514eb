import TestSupport
import Testing

@testable import Gluster

@Suite("The credentials of a volume")
struct SecretTests {
    @Test("are in each of these samples")
    func present() throws {
        for sample in Samples.names {
            let text = String(decoding: try Samples.text(sample), as: UTF8.self)
            for secret in Samples.secrets { #expect(text.contains(secret)) }
        }
    }

    @Test("are in no graph, and in no message to the daemon")
    func absent() throws {
        for sample in Samples.names {
            let graph = try Samples.graph(sample)
            let wire = String(decoding: Report.graph(graph, watched: graph.bricks.map(\.name)).bytes, as: UTF8.self)
            for word in Samples.secrets + ["username", "password"] {
                #expect(!"\(graph)".contains(word), "\(sample)")
                #expect(!wire.contains(word), "\(sample)")
            }
        }
    }

    @Test("are not passed on from wherever else they might stand")
    func elsewhere() throws {
        let text = """
            volume v-client-0
                type protocol/client
                option remote-host h
                option remote-subvolume /b
                option secret s3cret
            end-volume
            volume v
                type debug/io-stats
                option password s3cret
                option username s3cret
                option auth.login./b.password s3cret
                option log-level INFO
                subvolumes v-client-0
            end-volume
            """
        #expect(try Volfile.parse(text.utf8).graph(of: "v").options == ["debug/io-stats.log-level": "INFO"])
    }

    @Test("are in no error, wherever the volfile breaks")
    func errors() throws {
        for sample in Samples.names {
            let text = try Samples.text(sample)
            for wounded in Fuzz.mutations(of: text, 100) {
                do throws(VolfileError) {
                    _ = try Volfile.parse(wounded)
                } catch {
                    let line = error.line.map { "line \($0) of the volfile makes no sense" }
                    #expect(error.description == line ?? "the volfile is incomplete")
                }
            }
        }
    }
}
