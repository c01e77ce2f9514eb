import GlusterRPC
import Host

// The shapes that messages between daemon and worker are made of. Lengths are checked when they are read.

extension XDRWriter {
    mutating func long(_ value: UInt64) {
        integer(UInt32(truncatingIfNeeded: value >> 32))
        integer(UInt32(truncatingIfNeeded: value))
    }

    mutating func double(_ value: Double) {
        long(value.bitPattern)
    }

    mutating func string(_ value: String) {
        opaque(Array(value.utf8))
    }

    mutating func list<Elements: Collection>(_ values: Elements, _ write: (inout Self, Elements.Element) -> Void) {
        integer(UInt32(truncatingIfNeeded: values.count))
        for value in values {
            write(&self, value)
        }
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
        integer(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func result<Value>(_ result: Result<Value, SystemError>, _ write: (inout Self, Value) -> Void) {
        switch result {
        case .success(let value):
            integer(0)
            write(&self, value)
        case .failure(let error):
            integer(1)
            self.error(error)
        }
    }

    mutating func error(_ error: SystemError) {
        string(error.operation)
        integer(UInt32(bitPattern: error.code))
    }
}

extension XDRReader {
    mutating func long() throws(RPCError) -> UInt64 {
        UInt64(try integer()) << 32 | UInt64(try integer())
    }

    mutating func double() throws(RPCError) -> Double {
        Double(bitPattern: try long())
    }

    mutating func list<Value>(_ read: (inout Self) throws(RPCError) -> Value) throws(RPCError) -> [Value] {
        let count = try integer()
        guard count <= 1 << 20 else { throw .malformed("a list of \(count)") }
        var values: [Value] = []
        for _ in 0..<count {
            values.append(try read(&self))
        }
        return values
    }

    mutating func optional<Value>(_ read: (inout Self) throws(RPCError) -> Value) throws(RPCError) -> Value? {
        try integer() == 0 ? nil : try read(&self)
    }

    mutating func result<Value>(
        _ read: (inout Self) throws(RPCError) -> Value
    ) throws(RPCError) -> Result<Value, SystemError> {
        try integer() == 0 ? .success(try read(&self)) : .failure(try error())
    }

    mutating func error() throws(RPCError) -> SystemError {
        SystemError(try string(), code: CInt(bitPattern: try integer()))
    }
}
