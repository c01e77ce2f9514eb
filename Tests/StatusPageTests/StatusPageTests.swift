import StatusPage
import Testing

@Suite("The page")
struct StatusPageTests {}
