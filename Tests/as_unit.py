#!/usr/bin/env python3
"""Runs a program as systemd would run it for a unit: user, groups, capabilities, mounts and system calls.

usage: as_unit.py UNIT [--user NAME|NUMBER] [--writable DIRECTORY ...] -- PROGRAM [ARGUMENT ...]

Everything is read from the unit, so that a test of it and the unit cannot drift apart. For machines without a running
systemd; what a unit restricts beyond that (devices by cgroup, setuid bits, realtime, the clock) is left out.
DIRECTORY is one that the unit has made by systemd (RuntimeDirectory=, StateDirectory=): made here, the user's own, and
the only place where it may write. Needs root, setpriv and unshare (util-linux), systemd-analyze and libseccomp.
"""

import argparse
import ctypes
import errno
import os
import pwd
import subprocess
import sys
from pathlib import Path

ALLOW, REFUSE = 0x7FFF0000, 0x00050000
EQUAL = 4
SET_NO_EXEC_GAIN = 65
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
DEVICES = ["null", "zero", "full", "random", "urandom", "tty"]

libc = ctypes.CDLL(None, use_errno=True)


class Compare(ctypes.Structure):
    """libseccomp's struct scmp_arg_cmp."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


class Attributes(ctypes.Structure):
    """The kernel's struct mount_attr."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def read_unit(text):
    """Its section [Service], as {key: [values]}; several values of a key are several lines."""
    settings, section = {}, ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif "=" in line and not line.startswith("#") and section == "[Service]":
            key, value = line.split("=", 1)
            settings.setdefault(key, []).append(value)
    return settings


def words(unit, key):
    return " ".join(unit.get(key, [])).split()


def told(unit, key):
    return unit.get(key, ["no"])[-1] not in ("no", "false")


def check(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def set_read_only(path, recursive, yes):
    """mount_setattr(2), which is newer than libc's name for it."""
    attributes = Attributes(set=1 if yes else 0, clear=0 if yes else 1)
    flags = 0x8000 if recursive else 0
    result = libc.syscall(442, -100, path.encode(), flags, ctypes.byref(attributes), ctypes.sizeof(attributes))
    check(result, f"mount_setattr {path}")


def make_mounts(unit, writable):
    """What the unit lets it see, in the mount namespace that we are in: mounts of the host still come and go."""
    for directory in writable:
        mount("--bind", directory, directory)
    options = []
    if unit.get("ProtectProc", ["default"])[-1] != "default":
        options.append("hidepid=" + unit["ProtectProc"][-1])
    if unit.get("ProcSubset", ["all"])[-1] == "pid":
        options.append("subset=pid")
    if options:
        mount("-t", "proc", "-o", ",".join(options), "proc", "/proc")
    kept = ["/dev", "/proc", "/sys", *writable]
    if told(unit, "PrivateTmp"):
        kept += ["/tmp", "/var/tmp"]
        for directory in kept[-2:]:
            mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", directory)
    if told(unit, "PrivateDevices"):
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/mnt")
        for device in DEVICES:
            Path(f"/mnt/{device}").touch()
            mount("--bind", f"/dev/{device}", f"/mnt/{device}")
        mount("--move", "/mnt", "/dev")
    if unit.get("ProtectSystem") == ["strict"]:
        set_read_only("/", True, True)
        # As systemd does it: libgfapi names its threads by /proc, and writes what it is told of a volume to /tmp.
        for directory in kept:
            set_read_only(directory, True, False)


def names_of_calls(unit):
    """The system calls that SystemCallFilter= leaves: lines add, and those with ~ take away."""
    groups, group = {}, ""
    text = subprocess.run(["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        if line.startswith("@"):
            group = line.strip()
            groups[group] = []
        elif line.startswith(" ") and not line.strip().startswith("#"):
            groups[group].append(line.strip())

    def expanded(name):
        return set().union(*map(expanded, groups[name])) if name in groups else {name}

    allowed = expanded("@default")
    for line in unit["SystemCallFilter"]:
        named = set().union(*map(expanded, line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def restrict_calls(unit):
    """Loads what the unit says of system calls into this process, for what it executes."""
    if told(unit, "MemoryDenyWriteExecute"):
        check(libc.prctl(SET_NO_EXEC_GAIN, 1, 0, 0, 0), "prctl")
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(REFUSE | errno.EPERM)))

    def rule(action, name, *comparisons):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            array = (Compare * len(comparisons))(*comparisons)
            arguments = (context, ctypes.c_uint32(action), number, len(comparisons), array)
            if seccomp.seccomp_rule_add_array(*arguments) != 0:
                raise OSError(f"seccomp: {name}")

    special = {"socket", "clone3"} if told(unit, "RestrictNamespaces") else {"socket"}
    for name in names_of_calls(unit) - special:
        rule(ALLOW, name)
    for family in words(unit, "RestrictAddressFamilies"):
        rule(ALLOW, "socket", Compare(0, EQUAL, FAMILIES[family], 0))
    if "clone3" in special:
        rule(REFUSE | errno.ENOSYS, "clone3")  # As systemd does, for its flags cannot be seen.
    if seccomp.seccomp_load(context) != 0:
        raise OSError("seccomp_load")


def become(unit, user):
    """What setpriv is told for the unit's user, groups and capabilities."""
    entry = pwd.getpwuid(int(user)) if user.isdigit() else pwd.getpwnam(user)
    groups = words(unit, "SupplementaryGroups")

    def capabilities(key):
        return ",".join(["-all"] + ["+" + name.removeprefix("CAP_").lower() for name in words(unit, key)])

    ambient = capabilities("AmbientCapabilities")
    arguments = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}"]
    arguments.append(f"--groups={','.join(groups)}" if groups else "--clear-groups")
    arguments += [f"--inh-caps={ambient}", f"--ambient-caps={ambient}"]
    arguments += [f"--bounding-set={capabilities('CapabilityBoundingSet')}"]
    return arguments + (["--no-new-privs"] if told(unit, "NoNewPrivileges") else [])


def main():
    if sys.argv[1] == "--restrict-calls":
        restrict_calls(read_unit(sys.argv[2]))
        os.execvp(sys.argv[3], sys.argv[3:])
    if sys.argv[1] != "--inside":
        apart = ["unshare", "--mount", "--propagation", "slave", "--ipc"]
        os.execvp(apart[0], [*apart, sys.executable, __file__, "--inside", *sys.argv[1:]])
    border = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("unit")
    parser.add_argument("--user")
    parser.add_argument("--writable", action="append", default=[])
    options = parser.parse_args(sys.argv[2:border])
    text = Path(options.unit).read_text()
    # Neither file may be seen, once the mounts are made.
    again = [sys.executable, "-c", Path(__file__).read_text(), "--restrict-calls", text]
    unit = read_unit(text)
    arguments = become(unit, options.user or unit["User"][-1])
    owner = [word.split("=")[1] for word in arguments[1:3]]
    for directory in options.writable:
        subprocess.run(["install", "-d", "-m", "700", "-o", owner[0], "-g", owner[1], directory], check=True)
    make_mounts(unit, [os.path.realpath(directory) for directory in options.writable])
    os.umask(int(unit.get("UMask", ["0022"])[-1], 8))
    arguments += [*again, *sys.argv[border + 1 :]]
    os.execvp(arguments[0], arguments)


main()
