import Foundation

// One request a line, as JSON in ASCII. The answer: the lengths of its parts on a line, then the parts.
while let line = readLine() {
    do {
        let parts = try answer(to: JSONDecoder().decode(Request.self, from: Data(line.utf8)))
        let head = parts.map { "\($0.count)" }.joined(separator: " ") + "\n"
        FileHandle.standardOutput.write(parts.reduce(Data(head.utf8), +))
    } catch {
        FileHandle.standardError.write(Data("no request: \(error): \(line.prefix(500))\n".utf8))
        exit(2)
    }
}
