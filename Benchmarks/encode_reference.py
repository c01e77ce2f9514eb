"""The same samples through prometheus_client: `encode exposition | encode_reference.py` prints seconds per encoding."""

import importlib.metadata
import json
import statistics
import sys
import time

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families


class Recorded:
    """A collector that has everything at hand: only the encoding is timed."""

    def __init__(self, text):
        self.families = list(text_string_to_metric_families(text))

    def collect(self):
        return self.families


given = sys.stdin.read()
registry = CollectorRegistry(auto_describe=False)
registry.register(Recorded(given))
times = []
for _ in range(25):
    start = time.perf_counter()
    body = generate_latest(registry)
    times.append(time.perf_counter() - start)
if body.count(b"\n") != given.count("\n"):
    sys.exit("prometheus_client writes another number of lines")
version = importlib.metadata.version("prometheus_client")
print(json.dumps({"python": statistics.median(times), "python_bytes": len(body), "version": version}))
