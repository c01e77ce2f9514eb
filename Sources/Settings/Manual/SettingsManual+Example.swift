extension SettingsManual {
    /// A test reads the file in it, and sees to it that no setting is left out.
    static let example = """

        ## A settings file with everything

        ```yaml
        \(exampleFile)
        ```

        """

    static let exampleFile = """
        web:
          listen_addresses: [":10713", "unix:/run/gluster_caddy_exporter/metrics.sock"]
          unix_socket_mode: "0660"
          unix_socket_group: caddy          # which may then stand in front
          systemd_socket: false
          telemetry_path: /metrics
          config_file: /etc/gluster_caddy_exporter/web.yml
          enable_lifecycle: false
          max_requests: 40
          max_connections: 512
          max_connections_per_address: 256

        gluster:
          volumes:                          # without them: those of the local glusterd, or of this host's mounts
            - server1/photos
            - {host: server2, volume: media}
          bricks: auto
          glusterd_socket: /var/run/glusterd.socket
          server: localhost:24007
          ping_timeout: 3s
          heal_entries: 2000
          probe_directories:
            photos: /.probe                 # the volume's own path, not that of a mount
          state_directory: /run/gluster_caddy_exporter
          volume_options: [network.ping-timeout, performance.cache-size]

        caddy:
          admin_addresses: ["localhost:2019"]
          log_sources: ["journal:caddy.service", "file:/var/log/caddy/access.log"]

        site:
          roots:
            uploads: /srv/uploads           # served by something else than Caddy
          files:
            uploads: health.txt
          hold_handles: false

        state:
          directory: /var/lib/gluster_caddy_exporter

        poll:
          interval: 15s

        collectors:
          heal: {interval: 30s}
          profile: {enabled: false}

        log:
          level: info
          format: logfmt
        """
}
