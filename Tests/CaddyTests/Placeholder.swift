import Testing

@testable import Caddy
