"""Asking the exporter: over TLS, as the one user that it knows."""

import base64
import hashlib
import http.client
import ssl
from dataclasses import dataclass

HOST, PORT = "127.0.0.1", 10713
AUTHORIZATION = "Basic " + base64.b64encode(b"soak:secret").decode()
FORMATS = {"plain": "text/plain", "openmetrics": "application/openmetrics-text;version=1.0.0"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    encoding: str
    type: str


def context() -> ssl.SSLContext:
    """Trusts whoever answers: certificates are made anew all the time, and are looked at elsewhere."""
    made = ssl.create_default_context()
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made


CONTEXT = context()


def get(path: str = "/metrics", accept: str = FORMATS["plain"], encoding: str = "identity") -> Answer:
    """One request on a connection of its own; raises OSError or http.client.HTTPException."""
    connection = http.client.HTTPSConnection(HOST, PORT, timeout=10, context=CONTEXT)
    try:
        headers = {"Accept": accept, "Accept-Encoding": encoding, "Authorization": AUTHORIZATION}
        connection.request("GET", path, headers=headers | {"Connection": "close"})
        response = connection.getresponse()
        body = response.read()
        kind, coding = response.getheader("Content-Type", ""), response.getheader("Content-Encoding", "identity")
        return Answer(response.status, body, coding, kind)
    finally:
        connection.close()


def fingerprint() -> str:
    """Of the certificate that is served now."""
    text = ssl.get_server_certificate((HOST, PORT), timeout=10)
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()
