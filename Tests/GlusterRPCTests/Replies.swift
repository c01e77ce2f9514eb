/// What a real glusterd 10.3 sent, record mark included.
enum Recorded {
    /// To LIST_VOLUME, with two volumes.
    static let volumes: [UInt8] =
        [0x80, 0, 0, 0x6c, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x43] + DictTests.recorded + [0]
    /// To LIST_VOLUME, without any volume.
    static let noVolumes: [UInt8] =
        [0x80, 0, 0, 0x3c, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14]
        + [0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 2] + Array("count\0".utf8) + Array("0\0".utf8)
    /// To a procedure that its program does not have, as the handshake's null procedure.
    static let unavailable: [UInt8] =
        [0x80, 0, 0, 0x18, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]
}
