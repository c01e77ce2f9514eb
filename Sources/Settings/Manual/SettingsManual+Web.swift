extension SettingsManual {
    /// The file itself is read by `Web`.
    static let web = """

        ## The web configuration file

        `--web.config.file` names a YAML file with TLS, users, headers and a rate limit. Its schema is that of
        Prometheus'
        [exporter-toolkit](https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md), so
        one file does for all exporters of a host. Without the file, metrics are served over plain HTTP to everybody
        who can connect.

        ```yaml
        \(webFile)
        ```

        A request meets the rate limit first (429), and then the question who it is (401).

        - **It is looked at with each request**, and so are the files that it names: certificates, authorities and
          users change without a restart and without a reload. Links are followed.
        - **A file that became bad closes the endpoint**: requests get 500 until it is right again, and the log says
          what is wrong, never with a key or a hash in it. At the start and at a reload a bad file is refused.
        - **It may be written in pieces**: a certificate and a key that do not fit each other have 5 s to become right,
          and a file that suddenly asks for less than before (no users, no TLS) must do so for a second. What it said
          before holds meanwhile.
        - **Paths are relative to the directory of the file.** Unknown keys are errors, and what would have no effect is
          one where it would mislead. An empty file is plain HTTP without users.
        - **The file is one YAML document** of 1 MiB at most, without anchors, aliases and tags. The files that it names
          are regular ones of 1 MiB at most.
        - **Keep it on a local disk**: the thread that answers requests looks at it, and would hang with a mount.

        ### `tls_server_config`

        Without this section there is no TLS. PEM stands in the file itself, or in a file of its own: one of the two.

        | key | default | what |
        | --- | --- | --- |
        | `cert`, `cert_file` | needed | The certificate, and after it those that it leads to. |
        | `key`, `key_file` | needed | Its private key, not encrypted. |
        | `client_auth_type` | `NoClientCert` | What is asked of clients: `NoClientCert`, `RequestClientCert`, \
        `RequireAnyClientCert`, `VerifyClientCertIfGiven`, `RequireAndVerifyClientCert`. Only the last one keeps \
        others out. `RequireClientCert` is an old name of the third. |
        | `client_ca`, `client_ca_file` | none | The authorities that client certificates must come from. Needed by \
        `VerifyClientCertIfGiven` and `RequireAndVerifyClientCert`, refused with the others. |
        | `client_allowed_sans` | any | Of these alternative names (DNS, IP, e-mail, URI) a client's certificate \
        must have one, letter for letter. At least one name, and only with `RequireAndVerifyClientCert`. |
        | `min_version` | `TLS12` | The oldest version: `TLS10`, `TLS11`, `TLS12`, `TLS13`. |
        | `max_version` | `TLS13` | The newest version. |
        | `cipher_suites` | GnuTLS' choice | For TLS 1.2 and older, by Go's names, such as \
        `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`. Refused are those that Go calls insecure, and what GnuTLS cannot \
        offer without others, which the message names. |
        | `prefer_server_cipher_suites` | `true` | Taken, without effect. |
        | `curve_preferences` | GnuTLS' choice | The best first: `X25519`, `CurveP256`, `CurveP384`, `CurveP521`. |

        ### `http_server_config`

        | key | default | what |
        | --- | --- | --- |
        | `http2` | `true` | Taken, without effect: the exporter speaks HTTP/1.1. |
        | `headers` | none | A mapping of headers that every answer gets: `Content-Security-Policy`, \
        `X-Frame-Options` (`deny`, `sameorigin`), `X-Content-Type-Options` (`nosniff`), `X-XSS-Protection`, \
        `Strict-Transport-Security`. No others; one line of ASCII, 4096 bytes at most; an empty one is not sent. |

        ### `basic_auth_users`

        A mapping of names to bcrypt hashes (`$2y$`, `$2b$`, `$2a$`) with a cost of 4 to 15. Without any, nobody is asked who
        they are. A name has no colon; of a password, bcrypt takes the first 72 bytes. This makes a hash, from a
        password that it asks for:

            htpasswd -nBC 10 "" | tr -d ':\\n'

        Hashing is slow on purpose (some 50 ms at cost 10, twice as much with each step), so results are remembered
        under a key from which no password can be had, and no more than a bounded number is hashed at a time. Use it
        with TLS: over plain HTTP, passwords can be read by whoever is in between.

        ### `rate_limit`

        | key | default | what |
        | --- | --- | --- |
        | `interval` | `0` | A request may pass after each such duration, written as Go does (`200ms`, `1.5s`); 0: no \
        limit. |
        | `burst` | needed with an `interval` | How many may pass at once, after a pause: at least 1. |

        ### Stricter than exporter-toolkit

        Refused here, and taken there:

        - `tls_server_config` with versions or suites, and without a certificate: there, that is plain HTTP.
        - A text and a file for the same thing: there, the file counts.
        - `VerifyClientCertIfGiven` and `RequireAndVerifyClientCert` without a `client_ca`: there, whoever any authority
          of the system has vouched for comes in. And a `client_ca` with a type that does not look at it.
        - `client_allowed_sans` with `RequireAnyClientCert`, where everybody may write any name into a certificate.
        - A `burst` with a zero in front, which is octal there.
        - `min_version` above `max_version`, a `burst` of 0, hashes above cost 15: nobody would get an answer, or soon.

        """

    static let webFile = """
        tls_server_config:
          cert_file: server.crt
          key_file: server.key
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: clients.crt
          client_allowed_sans: [prometheus.example.org]
          min_version: TLS12
        http_server_config:
          headers:
            X-Content-Type-Options: nosniff
        basic_auth_users:
          prometheus: $2b$10$fJ1U2.h35usBlMSayAZocekU7pW5jYHQkHzWoN/eTH/BH0koSwqfy   # an example
        rate_limit:
          interval: 100ms
          burst: 20
        """
}
