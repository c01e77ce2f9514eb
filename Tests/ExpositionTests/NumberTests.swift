import Testing

@testable import Exposition

@Suite("Numbers")
struct NumberTests {
    @Test(
        "are written as both formats want them",
        arguments: [
            (0.0, "0"), (-0.0, "-0.0"), (1, "1"), (-1, "-1"), (10, "10"), (1.5, "1.5"), (-0.001, "-0.001"),
            (0.1 + 0.2, "0.30000000000000004"), (1e-7, "1e-07"), (1_700_000_000.125, "1700000000.125"),
            (0x1p53 - 1, "9007199254740991"), (0x1p53, "9007199254740992"), (0x1p53 + 2, "9007199254740994"),
            (Double(UInt64(1) << 53 + 1), "9007199254740992"), (-0x1p53 + 1, "-9007199254740991"),
            (0x1p62, "4611686018427387904"), (-0x1p63, "-9223372036854775808"),
            (0x1p63, "9.223372036854776e+18"), (Double(UInt64.max), "1.8446744073709552e+19"),
            (1e300, "1e+300"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (-.greatestFiniteMagnitude, "-1.7976931348623157e+308"),
            (.leastNormalMagnitude, "2.2250738585072014e-308"), (.leastNonzeroMagnitude, "5e-324"),
            (-.leastNonzeroMagnitude, "-5e-324"), (.nan, "NaN"), (-.nan, "NaN"), (.signalingNaN, "NaN"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"),
        ] as [(Double, String)]
    )
    func table(_ value: Double, _ expected: String) {
        #expect(written(value) == expected)
    }

    @Test("read back are the same, bit by bit")
    func roundTrip() throws {
        var random = Generator(seed: 2)
        for _ in 0..<50_000 {
            let value = Hostile.number(&random)
            let read = try #require(Double(written(value)))

            #expect(read.bitPattern == value.bitPattern || (read.isNaN && value.isNaN))
        }
    }

    @Test("of counts read back are the same from the smallest to the largest")
    func decimals() {
        for shift in 0..<64 {
            for value: Int64 in [.max >> shift, .min >> shift, (1 &<< shift) &- 1, 0 &- (1 &<< shift)] {
                var bytes: [UInt8] = []
                SampleText.decimal(value, into: &bytes)
                #expect(String(decoding: bytes, as: UTF8.self) == "\(value)")
            }
        }
    }

    @Test(
        "of buckets' bounds are canonical",
        arguments: [
            (0, "0.0"), (1e-10, "1e-10"), (1e-05, "1e-05"), (0.000_1, "0.0001"), (0.001, "0.001"),
            (0.000_25, "0.00025"), (0.5, "0.5"), (1, "1.0"), (2.5, "2.5"), (10, "10.0"), (4096, "4096.0"),
            (100_000, "100000.0"), (999_999.5, "999999.5"), (1e6, "1e+06"), (1_048_576, "1.048576e+06"),
            (1e7, "1e+07"), (1e8, "1e+08"), (1e9, "1e+09"), (1e10, "1e+10"), (1_000_000.5, "1.0000005e+06"),
            (0x1p40, "1.099511627776e+12"), (0x1p53, "9.007199254740992e+15"), (0x1p54, "1.8014398509481984e+16"),
            (1e300, "1e+300"),
        ]
    )
    func bound(_ value: Double, _ expected: String) {
        #expect(SampleText.bound(value) == expected)
        #expect(Double(SampleText.bound(value)) == value)
    }

    private func written(_ value: Double) -> String {
        var bytes: [UInt8] = []
        SampleText.number(value, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
