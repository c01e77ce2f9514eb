"""Classification of a large access log beside grep, wc and a JSON parse of each line.

`classify_reference.py CLASSIFY [MIB]` writes a log into a temporary directory, runs all of them over it by turns, and
prints their times and counts as JSON.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

TEXT = "stale NFS file handle"
ONE_IN = 10_000
TURNS = 5
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
)


def request(number, chance):
    address = f"192.0.2.{number % 254}"
    return {
        "remote_ip": address, "remote_port": str(1024 + number % 60000), "client_ip": address, "proto": "HTTP/2.0",
        "method": "HEAD" if number % 50 == 0 else "GET",
        "host": "media.example.com" if number % 3 else "files.example.com",
        "uri": f"/albums/{number % 977}/photo-{number}.jpg?size=large",
        "headers": {
            "User-Agent": [chance.choice(AGENTS)], "Accept": ["image/avif,image/webp,image/apng,*/*;q=0.8"],
            "Accept-Encoding": ["gzip, deflate, br, zstd"],
        },
    }


def line(number, chance):
    moment = 1795207785 + number / 1000
    head = {"level": "info", "ts": moment, "logger": "http.log.access.log0", "msg": "handled request"}
    if number % ONE_IN == ONE_IN - 1:
        head |= {"level": "error", "logger": "http.log.error.log0", "msg": f"stat /srv/media/{number}.jpg: {TEXT}"}
        tail = {"duration": 0.00048, "status": 500, "err_id": "3hv0ky8mw",
                "err_trace": "fileserver.(*FileServer).ServeHTTP (staticfiles.go:255)"}
        return head | {"request": request(number, chance)} | tail
    announced = chance.randrange(100, 9_000_000)
    size = announced
    headers = {"Server": ["Caddy"], "Etag": ['"totj6v6"'], "Content-Type": ["image/jpeg"],
               "Last-Modified": ["Fri, 20 Nov 2026 20:49:43 GMT"], "Accept-Ranges": ["bytes"],
               "Vary": ["Accept-Encoding"], "Content-Length": [str(announced)], "Alt-Svc": ['h3=":443"; ma=2592000']}
    status = 200
    if number % 50 == 0:
        size = 0
    elif number % 40 == 1:
        status, size = 304, 0
        del headers["Content-Length"]
    elif number % 1000 == 7:
        size = announced // 2
    order = list(headers)
    chance.shuffle(order)
    return head | {
        "request": request(number, chance), "bytes_read": 0, "user_id": "", "duration": chance.random() / 100,
        "size": size, "status": status, "resp_headers": {name: headers[name] for name in order},
    }


def write(path, length):
    """Some thousand different lines, again and again, so that writing takes seconds; how many answers are short."""
    chance = random.Random(1)
    block = "".join(
        json.dumps(line(number, chance), separators=(",", ":"), ensure_ascii=False) + "\n"
        for number in range(2 * ONE_IN)
    ).encode()
    times = -(-length // len(block))
    with open(path, "wb") as file:
        for _ in range(times):
            file.write(block)
    return 2 * ONE_IN // 1000 * times


def timed(command):
    start = time.perf_counter()
    out = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout
    return time.perf_counter() - start, out


def parse(path, length):
    """Of the first `length` bytes: seconds, bytes and stale handles by a JSON parse of each line."""
    start, size, stale = time.perf_counter(), 0, 0
    with open(path, "rb") as file:
        for text in file:
            size += len(text)
            entry = json.loads(text)
            stale += entry["logger"].startswith("http.log.error") and entry["msg"].endswith(": " + TEXT)
            if size >= length:
                break
    return time.perf_counter() - start, size, stale


def main():
    classify = sys.argv[1]
    length = (int(sys.argv[2]) if len(sys.argv) > 2 else 1024) << 20
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "access.log")
        short = write(path, length)
        length = os.path.getsize(path)
        best = {"classify": float("inf"), "grep": float("inf"), "wc": float("inf")}
        for _ in range(TURNS):
            seconds, out = timed([classify, path])
            best["classify"] = min(best["classify"], seconds)
            counts = json.loads(out)
            seconds, out = timed(["grep", "-c", "-F", TEXT, path])
            best["grep"], found = min(best["grep"], seconds), int(out)
            seconds, out = timed(["wc", "-l", path])
            best["wc"], lines = min(best["wc"], seconds), int(re.match(r"\d+", out).group())
        seconds, parsed, _ = parse(path, length // 16)
        if (counts["storage_errors"], counts["entries"], counts["short_responses"]) != (found, lines, short):
            sys.exit(f"classify tells {counts}; there are {lines} lines, {found} stale handles, {short} short answers")
        speeds = {name: length / value / 1e9 for name, value in best.items()}
        speeds["python_json"] = parsed / seconds / 1e9
        print(json.dumps({"bytes": length, "lines": lines, "counts": counts, "gigabytes_per_second": speeds,
                          "of_grep": speeds["classify"] / speeds["grep"],
                          "of_python_json": speeds["classify"] / speeds["python_json"]}))


if __name__ == "__main__":
    main()
