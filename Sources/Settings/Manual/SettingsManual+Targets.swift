extension SettingsManual {
    static let targets = """

        ## Scrape targets: `/sd/targets`

        Each exporter on a node of the pool lists those of all nodes, for Prometheus' `http_sd_configs`: itself and the peers
        that its glusterd knows, on the port that it listens on itself. Peers that are disconnected stay in the list.
        While the pool is not known yet, the answer is 503, and Prometheus keeps the list that it had. A machine without a
        glusterd lists itself alone. An exporter that listens on Unix sockets alone has no port to tell: 503 too.

        ```yaml
        \(scrapeFile)
        ```

        | label | what |
        | --- | --- |
        | `__meta_gluster_peer_uuid` | The node's UUID. |
        | `__meta_gluster_peer_local` | `true` for the node that answers. |
        | `__meta_gluster_peer_connected` | Whether its glusterd is connected to the one that answers; absent while that one \
        does not know. |
        | `__meta_gluster_peer_state` | Gluster's words on a peer's membership, such as `Peer in Cluster`. |

        A node goes by the name that the pool has for it: a peer's name, and for the node itself the host of its bricks, or,
        where it has none, the name in the request. Where peers and bricks go by different names, use one URL: Prometheus
        takes two names for two targets.

        """

    private static let scrapeFile = """
        scrape_configs:
          - job_name: gluster
            http_sd_configs:
              - url: http://server1:10713/sd/targets   # name two: where one is down, the list of the other counts
              - url: http://server2:10713/sd/targets
            relabel_configs:
              - source_labels: [__meta_gluster_peer_uuid]
                target_label: node_uuid
        """
}
