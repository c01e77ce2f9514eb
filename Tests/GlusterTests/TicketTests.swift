import Foundation
import Testing

@testable import Gluster

@Suite("A ticket", .timeLimit(.minutes(1)))
struct TicketTests {
    @Test("is the latest of the rounds that came meanwhile")
    func folds() {
        let ticket = Ticket()
        for round in [1, 2, 5, 3] as [UInt64] { ticket.want(round) }
        #expect(ticket.next() == 5)
        ticket.want(6)
        #expect(ticket.next() == 6)
    }

    @Test("is not given twice for one round")
    func once() {
        let ticket = Ticket()
        ticket.want(1)
        #expect(ticket.next() == 1)
        ticket.want(1)
        ticket.want(2)
        #expect(ticket.next() == 2)
    }

    @Test("is not given any more once cancelled, however often one asks, and whatever is wanted")
    func cancelled() {
        let ticket = Ticket()
        ticket.want(1)
        ticket.cancel()
        #expect(ticket.next() == nil)
        ticket.want(2)
        for _ in 0..<3 { #expect(ticket.next() == nil) }
    }

    @Test("wakes a thread that waits for it")
    func wakes() async {
        let ticket = Ticket()
        let rounds = AsyncStream<UInt64?> { continuation in
            Thread.detachNewThread {
                while let round = ticket.next() { continuation.yield(round) }
                continuation.yield(nil)
                continuation.finish()
            }
        }
        ticket.want(7)
        var heard: [UInt64?] = []
        for await round in rounds {
            heard.append(round)
            ticket.cancel()
        }
        #expect(heard == [7, nil])
    }
}
