"""The Caddy of the drill: sites on mounts of Gluster, on a bind mount, behind TLS, and a proxy."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Lab"))
import volumes  # noqa: E402
from cluster import LOGS, ROOT, run  # noqa: E402

ADMIN = "http://127.0.0.1:2020"
URLS = ["http://127.0.0.1:8181/hello.txt", "http://127.0.0.1:8182/hello.txt", "http://127.0.0.1:8183/hello.txt"]
WWW, EXTRA = ROOT / "www", ROOT / "extra"
PHOTOS = volumes.mount_point("photos")
HOME = ROOT / "drill"
FILE, LOG = HOME / "Caddyfile", LOGS / "caddy-drill.log"
CERTIFICATE, KEY = HOME / "site.pem", HOME / "site.key"

CADDYFILE = """\
{{
	admin 127.0.0.1:2020
	auto_https disable_redirects
	default_bind 127.0.0.1
	skip_install_trust
	servers {{
		metrics
	}}
}}

(logged) {{
	log {{
		output file {log}
		format json
	}}
}}

# The whole volume.
http://:8181 {{
	root * {photos}
	file_server browse
	import logged
}}

# A directory of it, bound to another place.
http://:8182 {{
	root * {www}
	file_server
	import logged
}}

# A mount of its own.
http://:8183 {{
	root * {extra}
	file_server
	import logged
}}

https://localhost:8443 {{
	tls {certificate} {key}
	root * {photos}
	file_server
}}
"""


def prepare() -> None:
    """Directories, mounts, a certificate and the Caddyfile."""
    (PHOTOS / "hello.txt").write_text("Hello from GlusterFS\n")
    volumes.mount("media", EXTRA)
    (EXTRA / "hello.txt").write_text("Hello from another volume\n")
    WWW.mkdir()
    (PHOTOS / "www").mkdir()
    fill_www()
    bind_www()
    sign(begin="20260101000000Z", end="20460101000000Z")
    FILE.write_text(
        CADDYFILE.format(log=LOG, photos=PHOTOS, www=WWW, extra=EXTRA, certificate=CERTIFICATE, key=KEY)
    )


def fill_www() -> None:
    (PHOTOS / "www/hello.txt").write_text("Hello from a directory\n")


def bind_www() -> None:
    run("mount", "--bind", PHOTOS / "www", WWW)


def sign(begin: str, end: str) -> None:
    """A certificate of its own authority, valid from and to given moments (ASN.1, UTC)."""
    folder = HOME / "authority"
    folder.mkdir(exist_ok=True)
    (folder / "index").write_text("")
    (folder / "serial").write_text("01\n")
    (folder / "openssl.cnf").write_text(
        f"[ca]\ndefault_ca=one\n[one]\ndatabase={folder}/index\nserial={folder}/serial\nnew_certs_dir={folder}\n"
        "default_md=sha256\npolicy=any\nx509_extensions=site\nunique_subject=no\n"
        "[any]\ncommonName=supplied\n[site]\nsubjectAltName=DNS:localhost\n"
    )
    request = folder / "request.pem"
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost"]
    run("openssl", "req", *new, "-keyout", KEY, "-out", request)
    dates = ["-startdate", begin, "-enddate", end, "-notext", "-batch"]
    files = ["-config", folder / "openssl.cnf", "-keyfile", KEY, "-in", request, "-out", CERTIFICATE]
    run("openssl", "ca", "-selfsign", *dates, *files)


def reload(file: Path = FILE) -> bool:
    """Whether the running Caddy took a configuration."""
    words = ["caddy", "reload", "--force", "--config", file, "--adapter", "caddyfile", "--address", ADMIN[7:]]
    environment = os.environ | {"HOME": str(HOME)}
    return subprocess.run([str(word) for word in words], env=environment, capture_output=True).returncode == 0
