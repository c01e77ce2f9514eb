import Foundation
import Testing

@testable import Caddy

@Suite("A socket that may not be used")
struct AdminPermissionTests {
    private static let accounts: Accounts = {
        let directory = FileManager.default.temporaryDirectory.appending(path: "accounts-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let passwd =
            "root:x:0:0::/root:/bin/sh\nbroken\ncaddy:x:998:997::/:/bin/false\nexporter:x:995:994::/:/bin/false\n"
        try? Data(passwd.utf8).write(to: URL(filePath: "\(directory)/passwd"))
        try? Data("caddy:x:997:\n".utf8).write(to: URL(filePath: "\(directory)/group"))
        return Accounts(directory: directory)
    }()

    private func text(
        _ socket: SocketPermission.Status?,
        closed: (path: String, status: SocketPermission.Status)? = nil
    ) -> String {
        SocketPermission(path: "/run/a.sock", user: 995, socket: socket, closed: closed, accounts: Self.accounts)
            .description
    }

    @Test("says who we are, whose it is, and what would help")
    func socket() {
        let start = "unix//run/a.sock: connect: Permission denied for user exporter (995)"
        #expect(
            text(.init(owner: 998, group: 997, mode: 0o220))
                == "\(start): the socket is caddy (998)'s, group caddy (997), mode 0220; "
                + "the user must be in group caddy (997), or have CAP_DAC_OVERRIDE"
        )
        #expect(
            text(.init(owner: 0, group: 7, mode: 0o200))
                == "\(start): the socket is root (0)'s, group 7, mode 0200; the user must be in group 7 once Caddy has "
                + "`admin unix//run/a.sock|0220` (from 2.7 on), or have CAP_DAC_OVERRIDE"
        )
        #expect(text(nil) == "\(start); the user must have CAP_DAC_OVERRIDE")
    }

    @Test("says which directory forbids it")
    func directory() {
        let start = "unix//run/a.sock: connect: Permission denied for user exporter (995): the directory /run/x is "
        #expect(
            text(nil, closed: ("/run/x", .init(owner: 998, group: 997, mode: 0o750)))
                == "\(start)caddy (998)'s, group caddy (997), mode 0750; "
                + "the user must be in group caddy (997), or have CAP_DAC_OVERRIDE"
        )
        #expect(
            text(nil, closed: ("/run/x", .init(owner: 0, group: 0, mode: 0o700)))
                == "\(start)root (0)'s, group 0, mode 0700; "
                + "the user must be given its search permission, or have CAP_DAC_OVERRIDE"
        )
    }

    @Test("knows accounts by the files alone")
    func accounts() {
        #expect(Self.accounts.number(ofUser: "caddy") == 998)
        #expect(Self.accounts.number(ofUser: "nobody") == nil)
        #expect(Accounts(directory: "/nowhere").user(5) == "5")
    }
}
