import Testing

@testable import LogTail
