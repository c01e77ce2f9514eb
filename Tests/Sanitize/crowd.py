"""A hundred scrapers that come at the same time, over TLS, with a password or without."""

import base64
import http.client
import ssl
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SIZE = 100
USER, PASSWORD = "prometheus", "a password of the stress"
# bcrypt of it, at a cost that a slowed down program can bear.
HASH = "$2b$04$abcdefghijklmnopqrstuuouf7ivz8vyv7/71mvXwkraPck8XYTeS"
PATHS = ["/metrics", "/metrics?collect[]=heal&collect[]=brick", "/", "/sd/targets", "/metrics", "/nowhere"]
ACCEPTS = ["text/plain", "application/openmetrics-text", "*/*"]
# Too many at a time is an answer too.
EXPECTED = {200, 401, 404, 503}


def web_configuration(directory: Path) -> Path:
    """Makes a web configuration file with a certificate, a key and a user."""
    certificate, key = directory / "stress.pem", directory / "stress.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=localhost", "-days", "3650",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    file = directory / "stress-web.yml"
    file.write_text(
        f"tls_server_config: {{ cert_file: {certificate}, key_file: {key} }}\n"
        f"basic_auth_users: {{ {USER}: {HASH} }}\n"
    )
    return file


class Crowd:
    """Asks a port of 127.0.0.1, and counts the answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: Counter[int] = Counter()
        self.cut = 0
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def ask(self, connection: http.client.HTTPSConnection, path: str, number: int = 0) -> tuple[int, bytes]:
        """One request; every tenth has another password."""
        password = PASSWORD if number % 10 != 9 else f"wrong {number}"
        token = base64.b64encode(f"{USER}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Accept": ACCEPTS[number % len(ACCEPTS)]}
        if number % 2:
            headers["Accept-Encoding"] = "gzip"
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()

    def connect(self) -> http.client.HTTPSConnection:
        """A connection of its own."""
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.context)

    def status(self, path: str) -> int:
        """The status of one answer; 0 when there is none."""
        try:
            return self.ask(self.connect(), path)[0]
        except OSError:
            return 0

    def shows(self, line: str) -> bool:
        """Whether a scrape has this line."""
        try:
            return line in self.ask(self.connect(), "/metrics")[1].decode()
        except (OSError, http.client.HTTPException):
            return False

    def scraper(self, number: int) -> list[int]:
        """Three requests over one connection; over another one where we were too slow, and were cut off."""
        for _ in range(5):
            connection = self.connect()
            try:
                return [self.ask(connection, PATHS[(number + step) % len(PATHS)], number)[0] for step in range(3)]
            except (ConnectionError, TimeoutError, http.client.HTTPException, ssl.SSLError):
                self.cut += 1
            finally:
                connection.close()
        raise SystemExit("stress: a scraper was cut off five times")

    def gather(self) -> None:
        """All of them at once; each gets its answers."""
        with ThreadPoolExecutor(SIZE) as pool:
            for statuses in pool.map(self.scraper, range(SIZE)):
                self.statuses.update(statuses)
        if not self.statuses.keys() <= EXPECTED:
            raise SystemExit(f"stress: answers by status: {dict(self.statuses)}")
