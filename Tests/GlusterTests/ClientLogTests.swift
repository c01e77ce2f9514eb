import TestSupport
import Testing

@testable import Gluster

@Suite("A FUSE client's log")
struct ClientLogTests {
    private func tally(_ bytes: [UInt8]) -> [String: UInt64] {
        var tally = ClientLogTally()
        unsafe tally.take(bytes.span.bytes)
        return Dictionary(uniqueKeysWithValues: tally.messages.map { ("\($0.key.level) \($0.key.event)", $0.value) })
    }

    private func event(_ line: String) -> String? {
        ClientLogLine(Array(line.utf8)[...]).map { "\($0.key.level) \($0.key.event) \($0.count)" }
    }

    @Test("is counted by level and event, folded repetitions as often as they were")
    func samples() throws {
        #expect(
            try tally(MetaSample.bytes("photos.log")) == [
                "error all_bricks_down": 4, "error other": 1, "info brick_disconnected": 13, "info other": 118,
                "warning other": 10, "warning quorum_lost": 4,
            ]
        )
        #expect(
            try tally(MetaSample.bytes("mnt-c2.log")) == [
                "error all_bricks_down": 2, "error other": 2, "info brick_disconnected": 11, "info other": 372,
                "warning other": 21, "warning quorum_lost": 2,
            ]
        )
    }

    @Test("cannot tell a line that a path with a line feed has forged: it is a second witness only")
    func forged() throws {
        #expect(
            try tally(MetaSample.bytes("fuse-log-injection.txt")) == [
                "error all_bricks_down": 1, "warning stale_handle": 8, "warning other": 1,
            ]
        )
    }

    private static let time = "[2026-11-20 20:55:28.705550 +0000]"

    @Test(
        "knows what a message is about",
        arguments: [
            (
                "W [fuse-bridge.c:1400:fuse_attr_cbk] 0-glusterfs-fuse: 70: STAT() /a => -1 (Stale file handle)",
                "warning stale_handle"
            ),
            (
                "W [fuse-bridge.c:2973:fuse_readv_cbk] 0-glusterfs-fuse: 163: READ => -1 gfid=4e fd=0x7f (Stale file handle) ",
                "warning stale_handle"
            ),
            (
                "W [fuse-bridge.c:2973:fuse_readv_cbk] 0-glusterfs-fuse: 163: READ => -1 gfid=4e fd=0x7f (Input/output error)",
                "warning other"
            ),
            (
                "W [fuse-bridge.c:1:f] 0-glusterfs-fuse: 70: STAT() /a (Stale file handle) => -1 (No such file)",
                "warning other"
            ),
            (
                "W [MSGID: 114031] [client-rpc-fops_v2.c:613:c] 0-v-client-0: remote operation failed. [{errno=116}, {error=Stale file handle}]",
                "warning stale_handle"
            ),
            (
                "W [MSGID: 114031] [client-rpc-fops_v2.c:2:c] 3-v-client-2: remote operation failed. [{path=/error=Stale file handle}]}, {errno=2}, {error=No such file or directory}]",
                "warning other"
            ),
            (
                "W [MSGID: 114031] [client-rpc-fops.c:1:c] 0-v-client-2: remote operation failed [Stale file handle]",
                "warning stale_handle"
            ),
            (
                "E [MSGID: 108008] [afr-read-txn.c:312:a] 2-v-replicate-0: Failing STAT on gfid 6b: split-brain observed. [Input/output error]",
                "error split_brain"
            ),
            (
                "W [MSGID: 108001] [afr-common.c:6423:afr_notify] 0-v-replicate-0: Client-quorum is not met",
                "warning quorum_lost"
            ),
            ("I [MSGID: 108002] [afr-common.c:6417:afr_notify] 0-v-replicate-0: Client-quorum is met", "info other"),
            (
                "E [MSGID: 108006] [afr-common.c:6123:a] 0-v-replicate-0: All subvolumes are down. Going offline until",
                "error all_bricks_down"
            ),
            ("I [MSGID: 108006] [afr-common.c:6479:a] 0-v-replicate-0: no subvolumes up", "info other"),
            (
                "I [MSGID: 114018] [client.c:2244:client_rpc_notify] 0-v-client-2: disconnected from client, process",
                "info brick_disconnected"
            ),
            (
                "C [rpc-clnt-ping.c:152:rpc_clnt_ping_timer_expired] 0-v-client-2: server 127.1.1.1:51989 has not responded in the last 4 seconds, disconnecting.",
                "critical ping_timeout"
            ),
            (
                "W [glusterfsd.c:1429:cleanup_and_exit] (-->/lib/x86_64-linux-gnu/libc.so.6(+0x891c4)) 0-: received signum (15)",
                "warning other"
            ),
        ]
    )
    func events(_ message: String, _ event: String) {
        #expect(self.event("\(Self.time) \(message)") == "\(event) 1")
        #expect(self.event("\(Self.time) \(message) \r") == "\(event) 1")
        let folded = "The message \"\(message)\" repeated 715 times between \(Self.time) and \(Self.time)"
        #expect(self.event(folded) == "\(event) 715")
        #expect(self.event(" \(folded)") == nil)
    }

    @Test("has levels from emergency to trace")
    func levels() {
        let levels = "MACEWNIDT".map { event("\(Self.time) \($0) [a.c:1:f] 0-v: x")?.split(separator: " ").first ?? "" }
        #expect(
            levels == ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug", "trace"]
        )
    }

    @Test("is dated without a zone in older releases, and in local time where that is wanted")
    func times() {
        #expect(event("[2019-01-02 03:04:05.123456] E [a.c:1:f] 0-v: x") == "error other 1")
        #expect(event("[2019-01-02 03:04:05.123456 -0530] E [a.c:1:f] 0-v: x") == "error other 1")
    }

    @Test(
        "has lines that are no messages",
        arguments: [
            "", "Final graph:", "  1: volume photos-client-0", "x\(time) E [a.c:1:f] 0-v: x",
            "\(time) X [a.c:1:f] 0-v: x",
            "\(time) E a.c:1:f 0-v: x", "\(time) E [a.c:f] 0-v: x", "\(time) E [MSGID: x] [a.c:1:f] 0-v: x",
            "[2026-11-20T20:55:28.705550 +0000] E [a.c:1:f] 0-v: x", "\(time)", "[", "The message \"",
            "The message \"W [a.c:1:f] 0-v: x\" repeated  times between [a] and [b]",
            "The message \"W [a.c:1:f] 0-v: x\" repeated 99999999999999999999 times between [a] and [b]",
            "/lib/x86_64-linux-gnu/libglusterfs.so.0(+0x28a54)[0x7f]", "pending frames:", "signal received: 11",
        ]
    )
    func none(_ line: String) {
        #expect(event(line) == nil)
    }

    @Test("does no harm, whatever it holds, and a line cut short names no event")
    func hostile() throws {
        let stale = "\(Self.time) W [fuse-bridge.c:1:f] 0-glusterfs-fuse: 70: STAT() /a => -1 (Stale file handle)"
        for bytes in Fuzz.truncations(of: Array(stale.utf8)) {
            #expect(tally(bytes)["warning stale_handle"] == nil)
        }
        for bytes in Fuzz.mutations(of: Array("The message \"\(stale)\" repeated 3 times between [a".utf8), 3000) {
            _ = tally(bytes)
        }
        for bytes in Fuzz.mutations(of: Array(try MetaSample.bytes("photos.log").prefix(4000)), 100) {
            _ = tally(bytes)
        }
        for bytes in Fuzz.noise(1000) { #expect(tally(bytes) == [:]) }
    }
}
