extension SettingsManual {
    static let preface = """
        # Configuration

        Made by `make docs` from the table of settings in the code; a test holds the two equal.

        Nothing needs to be set: without a flag and without a file, the exporter watches the Gluster, the mounts and
        the Caddys that it finds. Every setting is a flag and a key of a YAML file (`--config.file`), with the same
        texts and the same checks. `--config.check` says what would be watched, or what is wrong, and ends.

        There are two files: **the settings file**, described here, and **the web configuration file**, with TLS and
        users, which is [described below](#the-web-configuration-file).

        ## How settings are read

        - **Flags win over the file, and the file over the defaults.** A list or a mapping that is given replaces the
          other as a whole. A flag for a list is repeated: `--gluster.volume=a/photos --gluster.volume=b/media`. Of a
          flag that has one value, the last one counts.
        - **What is wrong is refused as a whole**, at the start and at a reload, with one line: the flag, or the file
          and its line, what is wrong there, and what is allowed. Exit status 64 at the start.

              settings.yml:3: unknown key "intervall" in poll (did you mean interval?); allowed: interval

        - **The file** is one YAML document that mirrors the flags. Unknown keys and keys that are given twice are
          errors; so are anchors, aliases and tags, which it does without. An empty file sets nothing. Paths are
          absolute.
        - **Durations** are whole numbers with their units, the larger units first: `500ms`, `15s`, `1m30s`, `1h`. A
          number without a unit is refused.
        - **Truth values** are `true` and `false`. As flags they take no value: `--collector.heal`,
          `--no-collector.heal`.

        ## Reload

        At `SIGHUP`, and at `POST /-/reload` where `web.enable_lifecycle` allows it, the settings are read again: the
        same command line, and the file as it is now. **Whole or not at all**: where something is wrong, an address
        that cannot be listened on included, everything stays as it was, the log says why, and
        `gluster_caddy_exporter_config_last_reload_successful` is 0. What has not changed is not touched: its
        sessions, counters and positions go on.

        The web configuration file needs no reload: it is looked at with each request.

        """
}
