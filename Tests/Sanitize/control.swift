// Does one wrong thing, which a sanitizer has to report: `address`, `thread` or `leaks`.
import Foundation

final class Box: @unchecked Sendable { var number = 0 }

/// Reads memory that was given back.
func useAfterItsEnd() {
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    memory.initialize(to: 1)
    memory.deallocate()
    print(memory.pointee)
}

/// Has two threads count in the same place.
func race() {
    let box = Box()
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
        Thread {
            for _ in 0..<1000 { box.number += 1 }
            ended.signal()
        }.start()
    }
    for _ in 0..<2 { ended.wait() }
}

/// Takes memory, and forgets it.
@inline(never) func leak() {
    for size in 100..<200 { memset(malloc(size), 1, size) }
}

switch CommandLine.arguments.last {
case "address": useAfterItsEnd()
case "thread": race()
default: leak()
}
