import Glibc
import Synchronization
import Testing

@testable import Web

/// A directory of its own with a watched file; contexts are texts, and a certificate fits a key that is the same.
final class ConfigurationStage {
    let directory: String
    var watch: ConfigurationWatch<String>
    var now = ContinuousClock.now
    /// Far ahead of all files.
    var wall: Int64 = .max / 2

    private let log: Log

    /// Certificates and keys that were put together.
    var made: [String] { log.lines.withLock { $0 } }

    let encrypted = "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"

    init() throws {
        var template = Array("/tmp/web-configuration-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let log = Log()
        self.log = log
        watch = ConfigurationWatch(path: "\(directory)/web.yml") { (settings) throws(WebConfigurationError) in
            let certificate = String(decoding: settings.certificate, as: UTF8.self)
            let key = String(decoding: settings.key, as: UTF8.self)
            log.lines.withLock { $0.append("\(certificate) \(key)") }
            guard certificate == key else { throw WebConfigurationError("key: no fit") }
            return certificate
        }
    }

    /// With a certificate and a key that fit.
    static func encrypted() throws -> ConfigurationStage {
        let stage = try ConfigurationStage()
        try stage.write("web.yml", stage.encrypted)
        try stage.write("cert.pem", "1")
        try stage.write("key.pem", "1")
        return stage
    }

    deinit {
        for name in ["web.yml", "cert.pem", "key.pem", "ca.pem", "cert1", "cert2", "key1", "key2"] {
            unsafe unlink(path(name))
            unsafe rmdir(path(name))
        }
        unsafe rmdir(directory)
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// Puts a new file in the place of the old one, so that not even its inode is the same.
    func write(_ name: String, _ text: String) throws {
        let temporary = path("new")
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        let bytes = Array(text.utf8)
        #expect(unsafe Glibc.write(file, bytes, bytes.count) == bytes.count)
        close(file)
        try #require(unsafe rename(temporary, path(name)) == 0)
    }

    /// Changes a file in its place, as an editor may.
    func overwrite(_ name: String, _ text: String) throws {
        let file = unsafe open(path(name), O_WRONLY | O_TRUNC | O_CLOEXEC)
        try #require(file >= 0)
        let bytes = Array(text.utf8)
        #expect(unsafe Glibc.write(file, bytes, bytes.count) == bytes.count)
        close(file)
    }

    func link(_ name: String, to target: String) throws {
        unsafe unlink(path(name))
        try #require(unsafe symlink(target, path(name)) == 0)
    }

    /// In nanoseconds since 1970.
    func changed(_ name: String) throws -> Int64 { try FileStamp.of(path(name)).get().changed }

    func advance(_ time: Duration) { now += time }

    func current() throws -> WebConfigurationState<String> { try watch.current(at: now, wall: wall).get() }

    /// The one line with which it is refused now; `taken` when it is not.
    var refusal: String {
        switch watch.current(at: now, wall: wall) {
        case .success: "taken"
        case .failure(let error): "\(error)"
        }
    }
}

private final class Log: Sendable {
    let lines = Mutex<[String]>([])
}
