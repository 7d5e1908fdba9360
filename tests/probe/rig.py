# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the probe's live tests share: a running probe, its events, and an ordinary user to run as."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

NOBODY = 65534


def skip(reason):
    print("SKIP:", reason)
    sys.exit(77)


def be_ordinary():
    """Root hides what users meet: run again as nobody, without capabilities."""
    if os.geteuid() != 0:
        return
    if shutil.which("setpriv") is None:
        skip("run as root and setpriv is missing")
    command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all",
               "--bounding-set=-all", "/usr/bin/python3"] + sys.argv
    os.chdir("/")
    os.execvp(command[0], command)


def encode(path):
    """A path as the wire has it."""
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
    return "".join(chr(b) if b in plain else f"%{b:02X}" for b in os.fsencode(path))


class Probe:
    """A probe that runs; `refused` names sensors that its kernel must seem to lack."""

    def __init__(self, program, refuse=None, refused=(), launcher=()):
        command = [*launcher, program]
        if refused:
            command = [refuse, *refused, "--", program]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        self.rest = b""
        self.events = []
        self.ended = False
        os.set_blocking(self.process.stdout.fileno(), False)
        if self.wait(lambda e: e["event"] == "heat", 5) is None:
            if self.process.poll() == 77:
                skip("the sensor cannot be refused here")
            raise SystemExit("the probe does not say hello")

    def send(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else line.encode() + b"\n")
        self.process.stdin.flush()

    def pump(self, seconds):
        """Takes events for so long."""
        end = time.monotonic() + seconds
        fd = self.process.stdout.fileno()
        while True:
            left = end - time.monotonic()
            if not select.select([fd], [], [], max(0, left))[0]:
                return
            data = os.read(fd, 1 << 20)
            if not data:
                self.ended = True
                return
            *lines, self.rest = (self.rest + data).split(b"\n")
            for line in lines:
                event = json.loads(line.decode("utf-8"))
                if event["seq"] != len(self.events) + 1:
                    raise SystemExit(f"gap: event {event['seq']} after {len(self.events)}")
                self.events.append(event)
            if left <= 0:
                return

    def wait(self, wanted, seconds, since=0):
        """The first event from index `since` that is wanted, or None after so long."""
        end = time.monotonic() + seconds
        seen = since
        while True:
            for event in self.events[seen:]:
                if wanted(event):
                    return event
            seen = len(self.events)
            left = end - time.monotonic()
            if left <= 0 or self.ended:
                return None
            self.pump(min(left, 0.05))

    def status(self):
        since = len(self.events)
        self.send("status")
        return self.wait(lambda e: e["event"] == "status", 5, since)

    def watch(self, folder, name="dl"):
        since = len(self.events)
        self.send(f"watch {name} {encode(folder)}")
        return self.wait(lambda e: e["event"] == "folder" and e["path"] == encode(folder), 5, since)

    def about(self, kinds, path=None, since=0):
        return [e for e in self.events[since:]
                if e["event"] in kinds and (path is None or e["path"] == encode(path))]

    def marked(self, path, seconds=5):
        return self.wait(lambda e: e["event"] == "marked" and e["path"] == encode(path), seconds)

    def switches(self):
        """How often the probe was scheduled in, from the kernel's own count."""
        with open(f"/proc/{self.pid}/status") as file:
            return sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)

    def cpu_usec(self):
        with open(f"/proc/{self.pid}/schedstat") as file:
            return int(file.read().split()[0]) // 1000

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
                raise SystemExit("the probe does not end with its input")
        return self.process.returncode


class Folder:
    """A fresh folder below the test's own temporary one."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="lamp-probe-")

    def join(self, *names):
        return os.path.join(self.path, *names)

    def remove(self):
        subprocess.run(["chmod", "-R", "u+rwx", self.path], check=False)
        shutil.rmtree(self.path, ignore_errors=True)


class Load:
    """Short foreign programs, about so many a second, while the block runs."""

    SCRIPT = """
import os, time
begin, done = time.monotonic(), 0
while True:
    owed = min(32, int((time.monotonic() - begin) * {rate}) - done)
    for pid in [os.posix_spawn({program!r}, {words!r}, {{}}) for _ in range(owed)]:
        os.waitpid(pid, 0)
    done += owed
    time.sleep(0.005)
"""

    def __init__(self, program, per_second=400, words=("load",)):
        self.program, self.rate, self.words = program, per_second, list(words)

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/bin/python3", "-c",
                                         self.SCRIPT.format(rate=self.rate, program=self.program, words=self.words)])
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()


def download(path, content, mode=0o644):
    """Like a browser: a temporary name, then the rename."""
    part = path + ".part"
    with open(part, "wb") as file:
        file.write(content)
    os.chmod(part, mode)
    os.rename(part, path)


def check(condition, message):
    if not condition:
        print("FAIL:", message)
        raise SystemExit(1)
