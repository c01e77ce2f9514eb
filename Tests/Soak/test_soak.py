#!/usr/bin/env python3
"""The soak's own judgement, on what it must find and what it must let pass."""

import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
from world import SCRAPERS  # noqa: E402, I001  # it says where the modules of the lab are
import acts  # noqa: E402
import brick_faults  # noqa: E402
import checks  # noqa: E402
import compare_counts  # noqa: E402
import heal_command  # noqa: E402
import host_faults  # noqa: E402
import judge  # noqa: E402
import own_faults  # noqa: E402
import pool_faults  # noqa: E402
from cluster import LabError  # noqa: E402
from injection import Outcome, rounds  # noqa: E402
from rest import Rest  # noqa: E402
from series import Snapshot, above, absent, equals, other  # noqa: E402
from usage import fit  # noqa: E402

TEXT = """\
# HELP up Whether.
# TYPE up gauge
up{volume="a \\"quoted\\" \\\\n name",brick="h:/b"} 1
up{volume="b",brick="h:/c"} 0
# HELP reads_total Reads.
# TYPE reads_total counter
reads_total 7
"""


def rest_of(elapsed: float, private: int, descriptors: int = 9) -> Rest:
    held = {"private": private, "descriptors": descriptors, "own_threads": 3}
    return Rest(0, elapsed, int(elapsed * 100), daemon=held)


class SeriesTests(unittest.TestCase):
    def test_labels_are_read_as_they_were_written(self) -> None:
        snapshot = Snapshot.parsed(TEXT, 0)
        self.assertEqual(snapshot.get("up", volume='a "quoted" \\n name'), 1)
        self.assertEqual(snapshot.get("up", volume="b"), 0)
        self.assertIsNone(snapshot.get("up", volume="c"))
        self.assertEqual(snapshot.get("reads_total"), 7)

    def test_expectations_tell_absent_from_zero(self) -> None:
        now = Snapshot.parsed(TEXT, 0)
        self.assertTrue(equals(0, 1, "up", volume="b").holds(now))
        self.assertFalse(equals(0, 1, "up", volume="c").holds(now))
        self.assertTrue(absent(1, "up", volume="c").holds(now))
        self.assertFalse(absent(1, "up", volume="b").holds(now))
        self.assertTrue(above(6, 1, "reads_total").holds(now))
        self.assertFalse(above(7, 1, "reads_total").holds(now))
        self.assertFalse(other(7, 1, "reads_total").holds(now))
        self.assertFalse(other(7, 1, "writes_total").holds(now))


class CheckTests(unittest.TestCase):
    def test_a_good_exposition_has_no_faults(self) -> None:
        self.assertEqual(checks.faults(TEXT, checks.families(TEXT, False), False), [])

    def test_what_is_wrong_is_found(self) -> None:
        for line, fault in {
            "reads_total 7\n": "twice",
            'reads_total{a="b"} NaN\n': "no number",
            'reads_total{a="b"} -1\n': "less than nothing",
        }.items():
            text = TEXT + line
            self.assertIn(fault, " ".join(checks.faults(text, checks.families(text, False), False)))
        self.assertNotEqual(checks.faults(TEXT.rstrip(), checks.families(TEXT, False), False), [])

    def test_a_counter_that_falls_is_seen_even_when_it_was_away(self) -> None:
        counters = checks.Counters()
        self.assertEqual(counters.fallen(checks.families(TEXT, False), 1), [])
        self.assertEqual(counters.fallen(checks.families(TEXT.replace("reads_total 7\n", ""), False), 2), [])
        fallen = counters.fallen(checks.families(TEXT.replace("total 7", "total 6"), False), 3)
        self.assertEqual(fallen, [(("reads_total", ()), 7, 6, 1)])


class JudgeTests(unittest.TestCase):
    def test_a_slope_is_found_and_noise_is_not(self) -> None:
        line = fit([0, 1, 2, 3, 4], [10, 12, 14, 16, 18])
        assert line
        self.assertAlmostEqual(line.slope, 2)
        self.assertAlmostEqual(line.error, 0)
        self.assertIsNone(fit([0, 1, 2], [1, 2, 3]))
        flat = [rest_of(hour / 10, 20_000 + 30 * (hour % 3)) for hour in range(15)]
        self.assertEqual(judge.memory(flat).faults, [])
        leaky = [rest_of(hour / 10, 20_000 + 500 * hour) for hour in range(15)]
        self.assertEqual(len(judge.memory(leaky).faults), 2)

    def test_a_worker_may_grow_by_what_its_events_leave_in_it(self) -> None:
        outcomes = [Outcome(kind, "", frozenset(), 0) for kind in ("volume-created", "brick-killed")]
        rests = [Rest(0, 0, number, worker={"pid": 7, "private": 70_000}) for number in range(3)]
        rests[2].worker["private"] += judge.WORKER_BASE_KB + judge.WORKER_KB["volume-created"] + judge.WORKER_OTHER_KB
        self.assertEqual([life.faults for life in judge.lives(rests, outcomes)], [[]])
        rests[2].worker["private"] += 1
        self.assertEqual(len(judge.lives(rests, outcomes)[0].faults), 1)
        rests[2].worker["pid"] = 8  # another one, which was there at one rest point only
        self.assertEqual([life.rests for life in judge.lives(rests, outcomes)], [2])

    def test_one_descriptor_more_is_a_fault_and_a_warm_up_is_none(self) -> None:
        rests = [rest_of(hour / 10, 1, descriptors=8 + (hour > 1)) for hour in range(12)]
        self.assertEqual(judge.flat(rests, "descriptors").faults, [])
        rests[-1].daemon["descriptors"] += 1
        self.assertEqual(len(judge.flat(rests, "descriptors").faults), 1)

    def test_a_counter_may_go_back_only_where_something_was_broken(self) -> None:
        now = time.time()
        court = judge.Judge([Outcome("brick-killed", "media", frozenset(["media"]), now - 20, now - 5)])
        seen = {"scraper": "plain", "at": now, "what": "fallen", "before": 2, "now": 1, "seen": now - 1}
        brick = {"name": "gluster_brick_fop_operations_total", "labels": {"volume": "media"}}
        self.assertEqual(court.faults(seen | brick), [])
        self.assertEqual(len(court.faults(seen | brick | {"labels": {"volume": "photos"}})), 1)
        self.assertEqual(len(court.faults(seen | brick | {"at": now + 120, "seen": now + 90})), 1)
        # It was away when that happened.
        self.assertEqual(court.faults(seen | brick | {"at": now + 120, "seen": now - 60}), [])
        log = {"name": "caddy_log_entries_total", "labels": {"caddy": "x"}}
        self.assertEqual(len(court.faults(seen | log)), 1)


    def test_a_scrape_may_be_missed_only_while_nobody_is_let_in(self) -> None:
        now = time.time()
        seen = {"scraper": "plain", "at": now, "began": now - 1, "what": "miss", "why": "status 500"}
        for kind, faults in {"web": 0, "certificate": 1}.items():
            court = judge.Judge([Outcome(kind, "", frozenset(["web"]), now - 9, now - 3)])
            self.assertEqual(len(court.faults(seen)), faults)


class RoundTests(unittest.TestCase):
    def test_all_are_done_once_and_none_breaks_what_another_needs(self) -> None:
        modules = (brick_faults, pool_faults, host_faults, own_faults)
        found = [one for module in modules for one in module.catalogue()]
        for seed in range(20):
            made = rounds(found, str(seed))
            self.assertEqual(sorted(map(id, sum(made, []))), sorted(map(id, found)))
            self.assertGreater(max(map(len, made)), 1)
            for one in made:
                for injection in one:
                    self.assertTrue(injection.goes_with([other for other in one if other is not injection]))
        self.assertEqual(rounds(found, "7"), rounds(found, "7"))


class ActTests(unittest.TestCase):
    """What is done to a client of a mount, here to a process whose command line looks like one."""

    def setUp(self) -> None:
        place = mock.patch.object(acts.caddy_site, "EXTRA", Path(f"/soak/test/{time.time_ns()}"))
        place.start()
        self.addCleanup(place.stop)

    def client(self) -> "subprocess.Popen[bytes]":
        words = ["glusterfs", "-c", "print(flush=True); import time; time.sleep(60)", str(acts.caddy_site.EXTRA)]
        process = subprocess.Popen(words, executable=sys.executable, stdout=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    def signal(self, number: signal.Signals) -> None:
        acts.signal_client(number)(mock.Mock())

    def test_a_signal_has_come_when_it_was_sent(self) -> None:
        process = self.client()
        for number, has_come in ((signal.SIGSTOP, True), (signal.SIGCONT, False)):
            self.signal(number)
            self.assertEqual(acts.obeys(process.pid, signal.SIGSTOP), has_come)
        self.signal(signal.SIGKILL)
        self.assertTrue(acts.obeys(process.pid, signal.SIGKILL))
        process.wait()
        self.assertTrue(acts.obeys(process.pid, signal.SIGKILL))

    def test_a_signal_to_nobody_is_none(self) -> None:
        for number in (signal.SIGSTOP, signal.SIGCONT, signal.SIGKILL):
            with self.assertRaises(LabError):
                self.signal(number)


class CommandTests(unittest.TestCase):
    def test_both_formats_are_scraped_plain_and_compressed(self) -> None:
        self.assertLessEqual({"plain", "gzip", "openmetrics", "slow"}, set(SCRAPERS))

    def test_counts_are_read_brick_by_brick(self) -> None:
        text = "Gathering count\n\nBrick h1:/b\nNumber of entries: 23\n\nBrick h2:/b\nBrick is not connected\n"
        self.assertEqual(heal_command.by_brick(text, r"entries: (\d+)"), {"h1:/b": 23, "h2:/b": None})

    def test_counts_are_waited_for_while_a_self_heal_daemon_starts(self) -> None:
        absent_one = LabError("gluster …: Staging failed on h3. Error: Self-heal daemon is not running. Check")
        answers = [absent_one, "Brick h1:/b\nNumber of entries: 1\n"]
        with mock.patch.object(heal_command, "gluster", side_effect=answers):
            self.assertEqual(heal_command.heal_count("v"), {"h1:/b": 1})
        for error, seconds in ((absent_one, 0), (LabError("gluster …: Volume v does not exist"), 30)):
            with mock.patch.object(heal_command, "gluster", side_effect=error), self.assertRaises(LabError):
                heal_command.heal_count("v", seconds)

    def test_entries_are_lines_of_json(self) -> None:
        data = b'{"level":"info"}\n{"level":"in\nplain text\n\n{"a":1}\n'
        self.assertEqual(compare_counts.measure(data), (len(data), 2))


if __name__ == "__main__":
    unittest.main()
