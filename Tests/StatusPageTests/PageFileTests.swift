import Foundation
import Testing

@testable import StatusPage

@Suite("Kept")
struct Kept { @Test func keep() throws {
  for (n, s) in [("well", Stage.well), ("troubled", .troubled)] { try s.html.write(toFile: "/tmp/d-\(n).html", atomically: true, encoding: .utf8) }
} }
