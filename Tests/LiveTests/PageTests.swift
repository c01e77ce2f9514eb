import Foundation
import Testing

extension LiveTests {
    @Suite("The page")
    struct PageTests {
        private let dark = ["--blink-settings=preferredColorScheme=0"]

        @Test("says on a bad day what is wrong, in words, with and without scripts")
        func trouble() async throws {
            let stage = try StaleRoot()
            defer { stage.end() }
            let caddy = try await CaddyServer(stage.site)
            try Lab.lab("create", "broken", "replica")
            defer { _ = try? Lab.lab("delete", "broken") }
            let exporter = try await Exporter(["--caddy.admin-address=\(caddy.admin)"])
            try await exporter.ready()
            try await exporter.until("the root is seen") { $0.family("caddy_site_root_stale").values.contains(0) }
            let path = try #require(try Lab.lab("split-brain", "broken", "data").split(separator: "\n").last)
            try stage.replace()
            try Lab.lab("kill", "photos", "1")
            defer { _ = try? Lab.lab("restart", "photos", "1") }
            try await exporter.until("all of it is known", within: 40) { scrape in
                scrape.has("caddy_site_finding", #"finding="root_replaced""#)
                    && scrape.family("gluster_heal_split_brain_entries").values.contains(1)
                    && scrape.family("gluster_brick_up").values.contains(0)
                    && scrape.family("gluster_subvolume_bricks_up").values.contains(2)
            }
            let url = "http://127.0.0.1:\(exporter.port)/"
            let browser = try Browser()
            let served = try await eventually("the page has it all") { () async throws -> String? in
                let page = String(decoding: try await exporter.get("/").body, as: UTF8.self)
                return page.contains("in split-brain") && page.contains(path) ? page : nil
            }
            let rendered = try browser.document(url)
            // What is served is what a browser without scripts shows.
            for page in [served, rendered] {
                #expect(page.contains("things need attention</h1>"))
                #expect(page.contains("photos-replicate-0: 1 of 3 bricks down"))
                #expect(page.contains("the root was replaced under its mount"))
                #expect(page.contains("was replaced or removed"))
                #expect(page.contains(path))
                #expect(page.contains(caddy.admin))
                #expect(page.contains("<bdi class=\"name\">broken</bdi>"))
            }
            #expect(!rendered.contains("violates the following Content Security Policy"))
            #expect(!rendered.contains("Uncaught"))
            let policy = try Lab.output("curl", ["-s", "-D", "-", "-o", "/dev/null", url])
            #expect(policy.lowercased().contains("content-security-policy: default-src 'none'; style-src 'sha256-"))
            try browser.picture(url, as: "trouble-light", width: 1200, height: 2400)
            try browser.picture(url, as: "trouble-dark", width: 1200, height: 2400, flags: dark)
            try browser.picture(url, as: "trouble-phone", width: 500, height: 3000)
        }

        @Test("renews itself without being loaded again")
        func refresh() async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            try Lab.lab("kill", "photos", "2")
            defer { _ = try? Lab.lab("restart", "photos", "2") }
            let url = "http://127.0.0.1:\(exporter.port)/"
            try await eventually("the page knows the brick to be down") { () async throws -> Bool? in
                String(decoding: try await exporter.get("/").body, as: UTF8.self).contains("1 of 3 bricks down")
                    ? true : nil
            }
            // The browser's time runs ahead, but stands still while it waits for an answer: 600 refreshes.
            let browser = try Browser()
            let requests = #"gluster_caddy_exporter_http_requests_total{code="200"}"#
            let before = try #require(try await exporter.scrape()[requests])
            let visit = Task.detached { try browser.document(url, after: 15_000 * 600) }
            var own = 0.0
            try await eventually("the browser has loaded the page") { () async throws -> Bool? in
                own += 1
                return (try await exporter.scrape()[requests] ?? 0) - before > own + 1 ? true : nil
            }
            try Lab.lab("restart", "photos", "2")
            let page = try await visit.value
            #expect(!page.contains("1 of 3 bricks down"))
            #expect(page.contains("<bdi class=\"name\">photos</bdi>"))
            #expect(page.contains(#"<p id="contact" role="status"></p>"#))
        }

        /// The page as a file, with a `fetch` of the test's own: what it gives, and when, is the test's choice.
        @Test(
            "keeps what a visitor opened and where they are, waits for them to finish, and says when nobody answers",
            arguments: [
                ("fresh", "changed true open true scroll true contact "),
                ("selected", "changed false open true scroll true contact "),
                (
                    "failing",
                    "changed false open true scroll true contact The exporter cannot be reached: what stands here is"
                ),
            ]
        )
        func visitor(_ kind: String, _ expected: String) async throws {
            let exporter = try await Exporter()
            try await exporter.ready()
            let html = String(decoding: try await exporter.get("/").body, as: UTF8.self)
            let before = """
                <script>
                const page = document.documentElement.outerHTML.replace("Watching", "Renewed");
                window.fetch = async () => {
                  if ("\(kind)" === "failing") throw new Error("refused");
                  return { ok: true, text: async () => page + "</main></html>" };
                };
                </script>
                """
            let after = """
                <script>
                document.body.style.minHeight = "5000px";
                document.querySelector("details").open = true;
                scrollTo(0, 300);
                if ("\(kind)" === "selected") getSelection().selectAllChildren(document.querySelector("h1"));
                setTimeout(() => {
                  const main = document.getElementById("main"), contact = document.getElementById("contact");
                  document.title = ["changed", main.textContent.includes("Renewed"),
                    "open", document.querySelector("details").open, "scroll", scrollY === 300,
                    "contact", contact.textContent].join(" ");
                }, 17000);
                </script></body>
                """
            let file = "\(try Lab.directory())/page-\(UUID().uuidString).html"
            try html.replacing("</main>\n", with: "</main>\n\(before)", maxReplacements: 1)
                .replacing("</body>", with: after, maxReplacements: 1)
                .write(toFile: file, atomically: true, encoding: .utf8)
            let page = try Browser().document("file://\(file)", after: 20_000)
            let title = page.firstMatch(of: /<title>([^<]*)<\/title>/).map { String($0.1) } ?? page
            #expect(title.hasPrefix(expected.trimmingCharacters(in: .whitespaces)), "\(title)")
            if kind != "failing" { #expect(title.hasSuffix("contact") || title.hasSuffix("contact ")) }
        }

        @Test("shows names that others have chosen, and does nothing that they say")
        func hostile() async throws {
            let name = #"<script>document.title='owned'</script>"#
            let directory = "\(try Lab.mount("photos"))/<img src=x onerror=document.title='owned'>\u{202E}gpj"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let exporter = try await Exporter(["--site.root=\(name.replacing("=", with: "-"))=\(directory)"])
            try await exporter.until("the root is seen") { !$0.family("caddy_site_root_info").isEmpty }
            let page = try Browser().document("http://127.0.0.1:\(exporter.port)/")
            #expect(page.contains("&lt;script&gt;document.title-'owned'&lt;/script&gt;"))
            #expect(page.contains("&lt;img src=x onerror=document.title='owned'&gt;⟨U+202E⟩gpj"))
            #expect(!page.contains("<img") && !page.contains("<title>owned"))
            #expect(page.components(separatedBy: "<script").count == 2)
        }
    }
}

/// A root under a bind mount, whose directory can be replaced.
private struct StaleRoot {
    let site: String
    private let original: String
    private let root: String

    init() throws {
        let name = "page-\(UUID().uuidString)"
        original = "\(try Lab.mount("photos"))/\(name)"
        root = "\(try Lab.directory())/roots/\(name)"
        for directory in [original, root] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        try Lab.output("mount", ["--bind", original, root])
        site = """
            http://:\(CaddyServer.newPort()) {
                bind 127.0.0.1
                root * \(root)
                file_server
            }
            """
    }

    func replace() throws {
        try FileManager.default.removeItem(atPath: original)
        try FileManager.default.createDirectory(atPath: original, withIntermediateDirectories: true)
    }

    func end() {
        _ = try? Lab.output("umount", ["-l", root])
        try? FileManager.default.removeItem(atPath: original)
    }
}
