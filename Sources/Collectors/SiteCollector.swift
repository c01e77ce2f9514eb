public import Exposition
import Gluster
import Host
import Probe

/// Site roots as a file server sees them, and why they are not as they should be.
public actor SiteCollector: Collector {
    public static let name = "site"
    public static let summary = """
        Directories that Caddy, or anything else, serves files from: looked at as a file server would, matched to \
        mounts and volumes, with what is wrong and why.
        """

    private let sources: SourceSet
    private var durations = Latencies()
    private var failures = Tally()
    private var told: [[String]: [SiteFinding: String]] = [:]
    private var known: [Fact] = []

    public init(reading sources: SourceSet) {
        self.sources = sources
    }

    public func collect() async throws -> [MetricFamily] {
        let sites = await sources.sites.sites()
        known = []
        guard !sites.isEmpty else {
            tell([:])
            return []
        }
        let mounts = await sources.mounts.mounts()
        // As others have asked for it: a site is no reason to ask bricks.
        let volumes = await sources.gluster.latest()?.volumes ?? []
        var families = Families()
        var present: [[String]: [SiteFinding: String]] = [:]
        var grounds: [SiteEvidence.Ground: [SiteEvidence.Finding]] = [:]
        for site in sites {
            let labels = site.labels
            let evidence = SiteEvidence(site, mounts, volumes)
            count(site, labels)
            families.add(evidence, labels)
            let ground = grounds[evidence.groundKey] ?? evidence.ground
            grounds[evidence.groundKey] = ground
            let findings = evidence.findings(on: ground)
            let target = site.target
            if let failure = site.failure {
                let subject = Fact.Subject.site(caddy: target.caddy, site: target.site, root: target.root)
                known.append(.failure(of: subject, words: "\(failure)"))
            }
            for (finding, words) in findings {
                families.add(.siteFinding, true, labels + [finding.rawValue])
                known.append(
                    .finding(
                        caddy: target.caddy,
                        site: target.site,
                        root: target.root,
                        finding: finding,
                        words: words
                    )
                )
            }
            present[labels] = Dictionary(findings) { first, _ in first }
        }
        durations.keep { present[Array($0.prefix(3))] != nil }
        failures.keep { present[Array($0.prefix(3))] != nil }
        families.add(.siteProbeDuration, durations)
        families.add(.siteProbeFailures, failures)
        tell(present)
        return families.all
    }

    public func facts() -> [Fact] { known }

    private func count(_ site: SiteState, _ labels: [String]) {
        for probe in site.probes {
            let labels = labels + [probe.operation.rawValue]
            for kind in Self.storageKinds { failures.declare(labels + [kind]) }
            if let failure = probe.failure {
                failures.increment(labels + [failure.kind])
            } else {
                durations.observe(probe.duration, labels)
            }
        }
    }

    /// Those that have to be there at 0, so that the first failure is an increase.
    private static let storageKinds = ["io_error", "not_connected", "stale_handle", "timeout"]

    /// Tells each finding once when it begins, and once when it is over.
    private func tell(_ present: [[String]: [SiteFinding: String]]) {
        for (labels, findings) in present {
            for (finding, words) in findings where told[labels]?[finding] == nil {
                sources.onFinding(FindingNotice(labels, finding, words))
            }
        }
        for (labels, findings) in told {
            for finding in findings.keys where present[labels]?[finding] == nil {
                sources.onFinding(FindingNotice(labels, finding, nil))
            }
        }
        told = present
    }
}

/// A finding that began to hold, or that is over.
public struct FindingNotice: Sendable, Hashable {
    public let caddy: String
    public let site: String
    public let root: String
    public let finding: SiteFinding
    /// Nil: it is over.
    public let words: String?

    init(_ labels: [String], _ finding: SiteFinding, _ words: String?) {
        (caddy, site, root) = (labels[0], labels[1], labels[2])
        self.finding = finding
        self.words = words
    }
}

extension SiteState {
    fileprivate var labels: [String] { [target.caddy, target.site, target.root] }
}

extension SiteEvidence {
    /// What sites share when they stand on the same; without a mount and a volume, nothing.
    fileprivate struct Ground: Hashable {
        var device: String?
        var volume: String?
    }

    fileprivate var groundKey: Ground { Ground(device: mount?.device, volume: volume?.name) }

    fileprivate init(_ site: SiteState, _ mounts: [MountState], _ volumes: [VolumeState]) {
        self.site = site
        guard let place = site.place, place.isOnGluster else { return }
        mount = mounts.first { $0.device == place.mount.device }
        let name = GlusterMount(place.mount)?.volume
        volume = volumes.first { $0.name == name }
    }
}

extension Families {
    fileprivate mutating func add(_ evidence: SiteEvidence, _ labels: [String]) {
        let site = evidence.site
        let mount = site.place.flatMap { $0.isOnGluster ? $0.mount : nil }
        let volume = mount.flatMap(GlusterMount.init)?.volume ?? ""
        // As the series of the mount call it, which a bind mount has none of.
        let mountpoint = evidence.mount?.mount.mountpoint ?? mount?.mountpoint ?? ""
        add(.siteRootInfo, info: labels + [mountpoint, volume])
        if let place = site.place {
            add(.siteOnGluster, place.isOnGluster, labels)
            if let isLate = place.isMountedLate { add(.siteMountedLate, isLate, labels) }
        }
        if let isStale = site.isStale { add(.siteStale, isStale, labels) }
        if site.target.isResolved { add(.siteReplaced, site.replacements, labels) }
    }
}
