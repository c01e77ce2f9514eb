"""The web configuration file of the exporter: TLS, and one user."""

import itertools

import caddy_site
from cluster import run

# Both of the password "secret".
HASHES = [
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2y$05$zbcdefghijklmnopqrstuuT45re8m75KKCLwP73e3Ph1yiDkwagPC",
]
NUMBERS = itertools.count()
FILE = caddy_site.HOME / "web.yml"


def write(user: str = "soak", more: str = "") -> None:
    """Puts a new certificate and another hash of the same password in place, and takes away the one before the last."""
    number = next(NUMBERS)
    key, certificate = (caddy_site.HOME / f"web-{number}.{ending}" for ending in ("key", "pem"))
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=soak", "-days", "30"]
    run("openssl", "req", "-x509", *new, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate)
    put(
        f"tls_server_config: {{cert_file: {certificate.name}, key_file: {key.name}}}\n"
        f"basic_auth_users:\n  {user}: {HASHES[number % 2]}\n{more}"
    )
    for old in caddy_site.HOME.glob(f"web-{number - 2}.*"):
        old.unlink()


def put(text: str) -> None:
    file = FILE.with_suffix(".new")
    file.write_text(text)
    file.rename(FILE)
