import CLibFuzzer
@preconcurrency import Glibc

/// What is asked of a target: nil when it has stood the input, or what went wrong.
public typealias Trial = @Sendable ([UInt8]) -> String?

nonisolated(unsafe) private var trial: Trial = { _ in nil }

/// Hands the program over to libFuzzer, which reads its arguments. An input with which something went wrong is kept as
/// one that crashes.
public func fuzz(_ target: @escaping Trial) -> CInt {
    trial = target
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    return LLVMFuzzerRunDriver(&count, &arguments, tryOne)
}

private func tryOne(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    if let fault = trial(Array(UnsafeBufferPointer(start: data, count: size))) {
        fputs("the input shows a fault: \(fault)\n", stderr)
        abort()
    }
    return 0
}
