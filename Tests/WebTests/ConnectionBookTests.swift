import Glibc
import Testing

@testable import Web

@Suite("The book of connections")
struct ConnectionBookTests {
    private typealias Network = ConnectionBook.Network
    private let near = Network(family: AF_INET, bits: 1)
    private let far = Network(family: AF_INET, bits: 2)
    private let start = ContinuousClock.now

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test("lets in as many as it may, then takes the one that waits for longest")
    func limit() {
        var book = ConnectionBook(limit: 2, limitPerNetwork: 2)
        #expect(book.open(1, from: near, at: after(0)) == .admitted)
        #expect(book.open(2, from: far, at: after(1)) == .admitted)
        #expect(book.open(3, from: far, at: after(2)) == .replacing(1, .limit))
        #expect(book.count == 2)
        #expect(book.open(4, from: near, at: after(3)) == .replacing(2, .limit))
        book.close(1)
        book.close(2)
        #expect(book.count == 2)
    }

    @Test("makes a network that is full pay for itself")
    func limitPerNetwork() {
        var book = ConnectionBook(limit: 10, limitPerNetwork: 2)
        #expect(book.open(1, from: near, at: after(0)) == .admitted)
        #expect(book.open(2, from: far, at: after(1)) == .admitted)
        #expect(book.open(3, from: far, at: after(2)) == .admitted)
        #expect(book.open(4, from: far, at: after(3)) == .replacing(2, .addressLimit))
        #expect(book.open(5, from: near, at: after(4)) == .admitted)
        book.close(4)
        #expect(book.open(6, from: far, at: after(5)) == .admitted)
    }

    @Test("has no limit for one Unix socket but that for all")
    func unixSockets() {
        var book = ConnectionBook(limit: 3, limitPerNetwork: 1)
        for id in 1...3 { #expect(book.open(id, from: nil, at: after(id)) == .admitted) }
        #expect(book.open(4, from: nil, at: after(4)) == .replacing(1, .limit))
    }

    @Test("sends nobody away whose request is here")
    func busy() {
        var book = ConnectionBook(limit: 2, limitPerNetwork: 2)
        #expect(book.open(1, from: near, at: after(0)) == .admitted)
        #expect(book.open(2, from: near, at: after(1)) == .admitted)
        book.move(1, to: .answering, at: after(2))
        #expect(book.open(3, from: near, at: after(3)) == .replacing(2, .addressLimit))
        book.move(3, to: .working, at: after(4))
        #expect(book.open(4, from: near, at: after(5)) == .refused(.addressLimit))
        #expect(book.busy == 2 && book.isAnswering)
        book.move(1, to: .asking, at: after(6))
        #expect(book.busy == 1 && !book.isAnswering)
        #expect(book.open(5, from: near, at: after(7)) == .replacing(1, .addressLimit))
        book.close(1)
        book.close(3)
        #expect(book.busy == 0)
    }

    @Test("tells once who has kept us waiting for too long, but not who waits for us")
    func overdue() {
        var book = ConnectionBook(limit: 9, limitPerNetwork: 9)
        for id in 1...3 { _ = book.open(id, from: near, at: after(0)) }
        book.move(2, to: .working, at: after(1))
        book.move(3, to: .answering, at: after(5))
        #expect(book.overdue(at: after(9), patience: .seconds(10)) == [:])
        #expect(book.overdue(at: after(10), patience: .seconds(10)) == [1: .request])
        #expect(book.overdue(at: after(14), patience: .seconds(10)) == [:])
        #expect(book.busy == 2)
        #expect(book.overdue(at: after(15), patience: .seconds(10)) == [3: .answer])
        #expect(book.busy == 1 && !book.isAnswering)
        #expect(book.overdue(at: after(99), patience: .seconds(10)) == [:])
        book.move(2, to: .asking, at: after(99))
        book.move(1, to: .asking, at: after(99))
        #expect(book.overdue(at: after(109), patience: .seconds(10)) == [2: .idle])
        #expect(book.count == 0)
    }
}
