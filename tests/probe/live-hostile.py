#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile names and files, malformed commands, a reader that does not read, and every way to end.

usage: live-hostile.py PROBE LURE"""

import os
import random
import signal
import socket
import stat
import subprocess
import sys
import time

import rig

rig.be_ordinary()
PROBE, LURE = sys.argv[1:3]


def still_works(probe, folder, name, named=True):
    """The next real execution is seen, and by whom, unless the probe is where that is denied."""
    path = folder.join(name)
    with open(LURE, "rb") as file:
        rig.download(path, file.read(), 0o755)
    rig.check(probe.marked(path), f"not marked any more: {name}")
    process = subprocess.Popen([path, "300000"])
    hit = probe.wait(lambda e: e["event"] == "exec" and e["path"] == rig.encode(path)
                     and (not named or e["process"] and e["process"]["pid"] == process.pid), 5)
    process.wait()
    rig.check(hit, f"not seen any more: {name}")


def names():
    folder = rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    hostile = [b"new\nline", b'quo"te', b"apo'strophe", b"<b>markup<b>", b"\xff\xfe\xc3", b"a" * 255, b"\xe2\x80\xaegpj.sh",
               b"back\\slash", b"%41", b" ", b"\x01\x1b[31m", b"(paren) S 1 1", b"-rf", b"\xc3\xa9" * 127]
    for name in hostile:
        path = os.path.join(os.fsencode(folder.path), name)
        with open(path, "wb") as file, open(LURE, "rb") as lure:
            file.write(lure.read())
        os.chmod(path, 0o755)
        rig.check(probe.marked(path), f"not marked: {name!r}")
        process = subprocess.Popen([path, "100000", name])
        hit = probe.wait(lambda e: e["event"] == "exec" and e["path"] == rig.encode(path) and e["process"]
                         and e["process"]["pid"] == process.pid, 5)
        process.wait()
        rig.check(hit, f"not seen: {name!r}")
        rig.check(hit["process"]["exe"] == rig.encode(path), f"exe of {name!r}")
        rig.check(hit["process"]["argv"][2] == name.decode("utf-8", "replace") or b"\xff" in name, f"argv of {name!r}")
    probe.stop()
    folder.remove()
    print(f"{len(hostile)} hostile names: all marked and seen")


def files():
    folder = rig.Folder()
    os.mkfifo(folder.join("fifo-before"))
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    os.mkfifo(folder.join("fifo"))
    server = socket.socket(socket.AF_UNIX)
    server.bind(folder.join("socket"))
    os.symlink("loop", folder.join("loop"))
    os.symlink("/dev/zero", folder.join("zero"))
    os.symlink(".", folder.join("self"))
    with open(folder.join("secret"), "w") as file:
        file.write("x")
    os.chmod(folder.join("secret"), 0)
    os.mkdir(folder.join("locked"), 0)
    os.makedirs(folder.join("a/b/c/d/e/f/g/h/i/j/k"))
    os.mkfifo(folder.join("a/b/c/pipe.sh"))
    os.chmod(folder.join("a/b/c/pipe.sh"), 0o755)
    try:
        os.mknod(folder.join("device"), stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pass
    still_works(probe, folder, "after-files")
    with open(LURE, "rb") as file:
        rig.download(folder.join("unreadable"), file.read(), 0o111)
    probe.pump(0.2)
    process = subprocess.Popen([folder.join("unreadable"), "300000"])
    rig.check(probe.wait(lambda e: e["event"] == "exec" and e["path"] == rig.encode(folder.join("unreadable")), 5),
              "a file that may be run but not read was run unseen")
    process.wait()
    rig.check(not [e for e in probe.about(("marked",)) if "fifo" in e["path"] or "zero" in e["path"]],
              "something that is no file was marked")
    os.chmod(folder.join("locked"), 0o700)
    probe.stop()
    folder.remove()
    print("pipe, socket, device, links, unreadable file and folder, deep tree: no hang")


def folders():
    """Moves, renames and removals of watched folders."""
    folder, other = rig.Folder(), rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    os.mkdir(folder.join("one"))
    probe.pump(0.2)
    os.rename(folder.join("one"), folder.join("two"))
    probe.pump(0.2)
    os.makedirs(folder.join("two", "three"))
    probe.pump(0.2)
    with open(LURE, "rb") as file:
        rig.download(folder.join("two", "three", "lure"), file.read(), 0o755)
    rig.check(probe.marked(folder.join("two", "three", "lure")), "not marked in a renamed folder")
    os.rename(folder.join("two"), other.join("two"))
    rig.check(probe.wait(lambda e: e["event"] == "folder" and e["state"] == "gone", 5), "a folder left unsaid")
    process = subprocess.Popen([other.join("two", "three", "lure"), "200000"])
    rig.check(probe.wait(lambda e: e["event"] == "exec" and e["process"] and e["process"]["pid"] == process.pid, 5),
              "a file that left with its folder was run unseen")
    process.wait()
    rig.check(probe.status()["folders"] == 1, "folders that left are still counted")
    probe.send("unwatch dl")
    rig.check(probe.wait(lambda e: e["event"] == "folder" and e["state"] == "gone" and e["path"] == rig.encode(folder.path), 5),
              "unwatch is not answered")
    rig.check(probe.status()["folders"] == 0, "still watched")
    since = len(probe.events)
    probe.send("watch x /nonexistent/here")
    rig.check(probe.wait(lambda e: e["event"] == "folder" and e["state"] == "refused" and e["errno"] == "ENOENT", 5, since),
              "a folder that is not there is not refused")
    probe.stop()
    folder.remove()
    other.remove()
    print("folders: renamed, moved away, unwatched, missing: told")


def keep_and_drop():
    folder = rig.Folder()
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    rig.download(folder.join("a"), b"#!/bin/sh\n", 0o755)
    rig.download(folder.join("b"), b"#!/bin/sh\n", 0o755)
    a, b = probe.marked(folder.join("a")), probe.marked(folder.join("b"))
    probe.send(f"keep 5 {a['key']} {a['path']}")
    rig.check(probe.wait(lambda e: e["event"] == "kept" and e["key"] == a["key"] and e["state"] == "kept", 5), "not kept")
    probe.send(f"drop {b['key']}")
    since = len(probe.events)
    subprocess.run([folder.join("b")], check=True)
    probe.pump(0.4)
    rig.check(not probe.about(("exec", "open", "read"), folder.join("b"), since), "a dropped file still rings")
    other = rig.Probe(PROBE)
    other.send(f"keep 5 {b['key']} {a['path']}")
    rig.check(other.wait(lambda e: e["event"] == "kept" and e["state"] == "missing", 5), "another file was kept")
    other.send(f"keep 5 {a['key']} {a['path']}")
    rig.check(other.wait(lambda e: e["event"] == "kept" and e["state"] == "kept", 5), "not kept by path")
    subprocess.run([folder.join("a")], check=True)
    rig.check(other.wait(lambda e: e["event"] == "exec" and e["key"] == a["key"], 5), "a kept file was run unseen")
    other.stop()
    probe.stop()
    folder.remove()
    print("keep, drop, keep by path, missing: as said")


def commands():
    """Nonsense is answered by its line's number, and the probe goes on."""
    probe = rig.Probe(PROBE)
    nonsense = [b"", b" ", b"watch", b"watch dl", b"watch dl relative", b"watch d/l /tmp", b"watch dl /t mp", b"watch dl /%zz",
                b"watch dl /%00", b"watch " + b"a" * 33 + b" /tmp", b"keep", b"keep x y z", b"keep -1 a b", b"keep 1 key /tmp",
                b"keep 99999999999 9f3c6a0112b4d7e8-1-00 /tmp", b"drop", b"drop x", b"status now", b"unwatch nothing",
                b"watch dl /tmp extra", b"WATCH dl /tmp", b"\xff\xfe", b"watch\0dl", b"keep 1 " + b"0" * 500 + b" /x",
                b"x" * 16384, b"x" * 16385, b"x" * 200000]
    generator = random.Random(1)
    nonsense += [bytes(generator.choice(b"keepwatchdrop 0123/-%\xff\0") for _ in range(generator.randrange(1, 80)))
                 for _ in range(200)]
    for line in nonsense:
        probe.send(line + b"\n")
        probe.pump(0)
    probe.send("status")
    rig.check(probe.wait(lambda e: e["event"] == "status", 10), "no answer after nonsense")
    errors = probe.about(("error",))
    rig.check([e["line"] for e in errors] == list(range(1, len(nonsense) + 1)), "an error without its line's number")
    probe.process.stdin.write(b"status")
    probe.stop()
    print(f"{len(nonsense)} malformed commands: each answered, none followed")


def slow_reader():
    """Nobody reads: events are dropped, counted and told, and the probe does not stand still."""
    probe = rig.Probe(PROBE)
    for _ in range(4000):
        probe.send("status\n" * 1)
        probe.send("x")
    time.sleep(1)
    probe.pump(2)
    lost = [e for e in probe.about(("lost",)) if e["what"] == "output"]
    told = len(probe.about(("status", "error")))
    rig.check(lost and told + sum(e["count"] for e in lost) == 12000, f"lost {lost}, told {told}")
    rig.check(probe.status(), "no answer afterwards")
    probe.stop()
    print(f"a reader that does not read: {told} events told, {sum(e['count'] for e in lost)} counted as lost")


MANY = 20000
FEW_MARKS = 400
LOWERED = f'echo {FEW_MARKS} > /proc/sys/user/max_fanotify_marks || exit 77; exec "$0"'


def fill(folder, count, content, mode=0o644):
    for i in range(count):
        with open(folder.join(f"file-{mode:o}-{len(content)}-{i:05}"), "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)


def told_lost(probe, what, since=0):
    return sum(e["count"] for e in probe.about(("lost",), since=since) if e["what"] == what)


def many():
    """More files than marks: a new one has its mark at once, what can run keeps its own, and what cannot is no loss."""
    folder = rig.Folder()
    fill(folder, MANY // 2, b"a letter\n")
    probe = rig.Probe(PROBE)
    probe.watch(folder.path)
    script = folder.join("early.sh")
    rig.download(script, b"#!/bin/sh\nsleep 1; :\n")
    mark = probe.marked(script, 30)
    rig.check(mark, "the script was not marked")
    probe.send(f"keep 5 {mark['key']} {mark['path']}")
    fill(folder, MANY, b"another\n")
    probe.pump(3)
    status = probe.status()
    rig.check(8000 <= status["marks"] + status["folders"] <= 8192, f"marks: {status['marks']}")
    rig.check(told_lost(probe, "marks") == 0, "a letter that lost its mark was told as lost")
    still_works(probe, folder, "late")
    process = subprocess.Popen(["bash", script])
    rig.check(probe.wait(lambda e: e["event"] == "open" and e["process"] and e["process"]["pid"] == process.pid, 5),
              "a script that arrived before many letters was run unseen")
    process.wait()
    fill(folder, 9000, b"#!/bin/sh\n", 0o755)
    rig.check(probe.wait(lambda e: e["event"] == "lost" and e["what"] == "marks", 20), "more programs than marks, and no word")
    still_works(probe, folder, "last")
    probe.stop()
    folder.remove()
    print(f"{MANY // 2 * 3 + 9000} files: {status['marks']} marks, the early script and the late program seen, lost programs told")


def few():
    """The user's limit of marks is low: a quarter of it is ours.  A user namespace hides processes outside it."""
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", LOWERED]
    if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print("a low limit of marks: no user namespace here")
        return
    folder = rig.Folder()
    probe = rig.Probe(PROBE, launcher=command)
    rig.check(probe.watch(folder.path)["sensor"] == "fanotify", "no fanotify in a user namespace")
    fill(folder, 3 * FEW_MARKS, b"a letter\n")
    probe.pump(0.5)
    marks = probe.status()["marks"]
    rig.check(FEW_MARKS / 8 <= marks <= FEW_MARKS / 4, f"{marks} marks of {FEW_MARKS}")
    rig.check(told_lost(probe, "marks") == 0, "a letter that lost its mark was told as lost")
    still_works(probe, folder, "late", named=False)
    fill(folder, FEW_MARKS, b"#!/bin/sh\n")
    rig.check(probe.wait(lambda e: e["event"] == "lost" and e["what"] == "marks", 5), "more scripts than marks, and no word")
    still_works(probe, folder, "last", named=False)
    probe.stop()
    folder.remove()
    print(f"a limit of {FEW_MARKS} marks: {marks} used, a new program is seen, lost scripts told")


def endings():
    for name, end, code in (("SIGTERM", lambda p: p.process.send_signal(signal.SIGTERM), 0),
                            ("SIGINT", lambda p: p.process.send_signal(signal.SIGINT), 0),
                            ("end of input", lambda p: p.process.stdin.close(), 0)):
        probe = rig.Probe(PROBE)
        end(probe)
        rig.check(probe.process.wait(5) == code, f"{name}: {probe.process.returncode}")
    # the agent is killed: its end of the pipe closes
    agent = subprocess.Popen(["/usr/bin/python3", "-c",
                              "import subprocess,sys,time\n"
                              f"p=subprocess.Popen([{PROBE!r}],stdin=subprocess.PIPE,stdout=subprocess.DEVNULL)\n"
                              "print(p.pid,flush=True)\ntime.sleep(60)"], stdout=subprocess.PIPE)
    pid = int(agent.stdout.readline())
    agent.kill()
    agent.wait()
    for _ in range(100):
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().split(") ")[1][0] == "Z":
                    break
        except FileNotFoundError:
            break
        time.sleep(0.05)
    else:
        rig.check(False, "the probe outlives its killed agent")
    rig.check(subprocess.run([PROBE], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=10).returncode == 0,
              "no clean end with an empty input")
    print("SIGTERM, SIGINT, end of input, a killed agent: each ends it")


def farewell():
    """IGNORE is the last word to the kernel, on every ordinary way out."""
    if subprocess.run(["which", "strace"], stdout=subprocess.DEVNULL).returncode != 0:
        print("farewell: no strace here")
        return
    folder = rig.Folder()
    log = folder.join("log")
    for name, number in (("SIGTERM", signal.SIGTERM), ("SIGINT", signal.SIGINT), ("end of input", None)):
        process = subprocess.Popen(["strace", "-xx", "-o", log, "-e", "trace=sendto", PROBE], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        inside = os.path.join(folder.path, f"d{number}")
        os.mkdir(inside)
        process.stdin.write(f"watch a {rig.encode(inside)}\n".encode())
        process.stdin.flush()
        hot = b""
        rig.download(os.path.join(inside, "x"), b"x")
        while b'"heat":"warm"' not in hot and b"refused" not in hot:
            hot += os.read(process.stdout.fileno(), 65536)
        child = int(open(f"/proc/{process.pid}/task/{process.pid}/children").read().split()[0])
        if number:
            os.kill(child, number)
        else:
            process.stdin.close()
        process.wait(10)
        if b'"sensor":"connector","folder":null,"state":"on"' not in hot:
            continue
        with open(log) as file:
            # the operation is the first byte after connector's own header of 20
            operations = [line.split('"')[1].split("\\x")[21] for line in file if line.startswith("sendto")]
        rig.check(operations == ["01", "02", "01", "02"], f"{name}: LISTEN and IGNORE are {operations}")
    folder.remove()
    print("IGNORE follows every LISTEN, whatever the end")


names()
files()
folders()
keep_and_drop()
commands()
slow_reader()
many()
few()
endings()
farewell()
