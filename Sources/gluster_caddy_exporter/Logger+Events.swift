import Caddy
import Collectors
import Gluster
import Logging
import Web

// What sources and collectors tell, as lines of the log.
extension Logger {
    func tell(_ change: PollChange) {
        if let error = change.error {
            log(
                level: change.isTold ? .debug : .warning,
                "collector fails",
                metadata: ["collector": "\(change.collector)", "error": "\(error)"]
            )
        } else {
            info("collector succeeds", metadata: ["collector": "\(change.collector)"])
        }
    }

    func tell(_ error: WebConfigurationError?) {
        guard let error else { return info("web configuration is good again") }
        self.error("web configuration is bad", metadata: ["error": "\(error)"])
    }

    func tell(_ event: GlusterSource.Event) {
        switch event {
        case .found(let volumes, let origin):
            info("volumes found", metadata: ["volumes": "\(volumes.joined(separator: ","))", "by": "\(origin)"])
        case .notFound(let reason): warning("volumes not found", metadata: ["error": "\(reason)"])
        case .workerReplaced(let end): warning("worker replaced", metadata: ["reason": "\(end.rawValue)"])
        case .waiting(let notice): tell(notice)
        }
    }

    private func tell(_ notice: HealNotice) {
        var metadata: Logger.Metadata = [
            "volume": "\(notice.volume)", "subvolume": "\(notice.subvolume)", "path": "\(notice.path)",
            "blamed": "\(notice.blamed.joined(separator: ","))",
        ]
        guard !notice.splitBrain.isEmpty else { return info("entry waits for heal", metadata: metadata) }
        metadata["split_brain"] = "\(notice.splitBrain.joined(separator: ","))"
        warning("entry in split-brain", metadata: metadata)
    }

    func tell(_ notice: FindingNotice) {
        var metadata: Logger.Metadata = [
            "caddy": "\(notice.caddy)", "site": "\(notice.site)", "root": "\(notice.root)",
            "finding": "\(notice.finding.rawValue)",
        ]
        guard let words = notice.words else { return info("finding is over", metadata: metadata) }
        metadata["why"] = "\(words)"
        warning("finding", metadata: metadata)
    }

    func tell(_ event: CaddySource.Event) {
        switch event {
        case .found(let caddy, let pid):
            info("caddy found", metadata: ["caddy": "\(caddy)", "pid": "\(pid.map(String.init) ?? "unknown")"])
        case .lost(let caddy): warning("caddy is gone", metadata: ["caddy": "\(caddy)"])
        case .answering(let caddy): info("caddy answers", metadata: ["caddy": "\(caddy)"])
        case .failing(let caddy, let error):
            warning("caddy cannot be asked", metadata: ["caddy": "\(caddy)", "error": "\(error)"])
        case .configurationUnread(let caddy, let error):
            warning("configuration of caddy cannot be read", metadata: ["caddy": "\(caddy)", "error": "\(error)"])
        }
    }

    func tell(_ event: CaddyLogs.Event) {
        let metadata: Logger.Metadata = ["caddy": "\(event.caddy)", "source": "\(event.source)"]
        guard let problem = event.problem else { return info("log is read", metadata: metadata) }
        warning("log cannot be read", metadata: metadata.merging(["error": "\(problem)"]) { $1 })
    }
}
