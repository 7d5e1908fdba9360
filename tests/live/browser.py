# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real browsers for the live tests, driven as a person drives them.

No automation protocol: the browser is started on a page, the page is one big
link, the real pointer clicks it, and the finished file is awaited in the
download folder.  Only the browsers and the web live in a network namespace
that has nothing but its own loopback; the product under test does not, since
the kernel's process connector answers in the machine's namespace alone.

    web = Web(files={"invoice.sh": b"..."})
    with Downloads() as downloads, web.start_chromium(webmail("invoice.sh")) as browser:
        browser.click_link()
        arrived = downloads.wait("invoice.sh")
"""
import configparser
import ctypes
import json
import os
import pathlib
import queue
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
READY_SECONDS = 60
UNSHARE = ["unshare", "--user", "--map-current-user", "--keep-caps", "--net"]
# The capabilities were needed for the loopback only.
LOOPBACK = ["sh", "-c", 'ip link set lo up && exec setpriv --inh-caps=-all --ambient-caps=-all -- "$@"', "-"]


class Missing(Exception):
    """A part that this machine does not have: the test is skipped, and says so."""


def webmail(file, kind="same"):
    return "https://mail.google.com/mail/u/0/?" + urllib.parse.urlencode({"file": file, "link": kind})


def release(file, repository="lamplighters/lantern", tag="v1.0"):
    return "https://github.com/%s/releases/tag/%s?%s" % (repository, tag, urllib.parse.urlencode({"file": file}))


def need(program, package):
    if not shutil.which(program):
        raise Missing("%s is missing (Debian package %s)" % (program, package))


def home():
    return pathlib.Path(os.environ["HOME"])


class Web:
    """pages.py in its namespace; ends when the test does."""

    def __init__(self, files):
        for program, package in (("openssl", "openssl"), ("certutil", "libnss3-tools"), ("xdotool", "xdotool"), ("ip", "iproute2")):
            need(program, package)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lamp-web."))
        for name in ("files", "state"):
            (self.folder / name).mkdir()
        for name, content in files.items():
            self.put(name, content)
        self.isolated = subprocess.run([*UNSHARE, *LOOPBACK, "true"], capture_output=True, check=False).returncode == 0
        command = ["/usr/bin/python3", str(HERE / "pages.py"), "--files", str(self.folder / "files"), "--state", str(self.folder / "state")]
        self.process = subprocess.Popen([*UNSHARE, *LOOPBACK, *command] if self.isolated else command,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.events = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        ready = self.wait("ready")
        self.port, self.authority = ready["port"], ready["authority"]

    def _read(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put({"event": "end"})

    def put(self, name, content):
        (self.folder / "files" / name).write_bytes(content)

    def wait(self, event, seconds=READY_SECONDS):
        deadline, others = time.monotonic() + seconds, []
        while True:
            try:
                got = self.events.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError("no %r from the web in %d s, but %s" % (event, seconds, others)) from None
            if got["event"] == event:
                return got
            if got["event"] == "end":
                raise RuntimeError("the web ended")
            others.append(got)

    def inside(self, command):
        """The same namespace as the web's, where there is one."""
        if not self.isolated:
            return command
        return ["nsenter", "--target", str(self.process.pid), "--user", "--preserve-credentials", "--net", "--", *command]

    def start_chromium(self, url, *arguments):
        need("chromium", "chromium")
        # Chromium takes a person's own authorities from here.
        trust(self.authority, home() / ".pki/nssdb")
        return Browser(self, url, "chromium", [
            "chromium", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--password-store=basic", "--disable-gpu",
            # The first page is asked for before the window is placed.
            "--window-position=40,40", "--window-size=1000,700",
            "--proxy-server=http://127.0.0.1:%d" % self.port, *arguments, url])

    def start_firefox(self, url, *arguments):
        need("firefox-esr", "firefox-esr")
        profile = firefox_profile()
        trust(self.authority, profile)
        (profile / "user.js").write_text("".join("user_pref(%s, %s);\n" % (json.dumps(name), json.dumps(value)) for name, value in {
            "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": self.port,
            "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": self.port, "network.proxy.failover_direct": False,
            **FIREFOX_QUIET}.items()))
        return Browser(self, url, "firefox", ["firefox-esr", "-P", "lamp", *arguments, url])

    def end(self):
        self.process.stdin.close()
        self.process.wait(READY_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


# What would cover the page, or talk to its maker, on the first start of a profile.
FIREFOX_QUIET = {
    "browser.shell.checkDefaultBrowser": False, "browser.aboutwelcome.enabled": False, "startup.homepage_welcome_url": "",
    "browser.startup.homepage_override.mstone": "ignore", "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True, "termsofuse.bypassNotification": True,
    "trailhead.firstrun.didSeeAboutWelcome": True, "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.normandy.enabled": False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
    "services.settings.server": "https://refused.invalid", "browser.tabs.firefox-view": False,
    "sidebar.revamp": False, "browser.download.alwaysOpenPanel": False,
}


def trust(authority, database):
    database.mkdir(parents=True, exist_ok=True)
    if not (database / "cert9.db").exists():
        subprocess.run(["certutil", "-N", "--empty-password", "-d", "sql:%s" % database], check=True)
    subprocess.run(["certutil", "-A", "-n", "Gatelamp live test %d" % os.getpid(), "-t", "C,,", "-i", authority, "-d", "sql:%s" % database],
                   check=True)


def firefox_profile():
    """Where it is differs between versions, so Firefox makes it."""
    roots = [home() / ".config/mozilla/firefox", home() / ".mozilla/firefox"]
    if not any((root / "profiles.ini").exists() for root in roots):
        subprocess.run(["firefox-esr", "--headless", "--no-remote", "-CreateProfile", "lamp"], check=True, timeout=READY_SECONDS,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for root in roots:
        profiles = configparser.ConfigParser()
        profiles.read(root / "profiles.ini")
        for section in profiles.values():
            if section.get("Name") == "lamp":
                return root / section["Path"]
    raise RuntimeError("firefox-esr made no profile")


class Browser:
    def __init__(self, web, url, kind, command):
        self.web, self.kind, self.command = web, kind, command[:-1]
        self.process = self._start(url)
        self.shown = web.wait("shown")["url"]

    def _start(self, url):
        with open(pathlib.Path(os.environ["LAMP_SESSION"]) / "log" / (self.kind + ".log"), "ab") as log:
            return subprocess.Popen(self.web.inside([*self.command, url]), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def open(self, url):
        """One more page: the second process hands it to the first, and ends."""
        second = self._start(url)
        self.shown = self.web.wait("shown")["url"]
        second.wait(READY_SECONDS)

    def fetch(self, name, downloads):
        """Clicks the link of the page; returns the finished file and the URL that the web served it from."""
        self.click_link()
        path, when = downloads.wait(name)
        return path, when, self.web.wait("sent")["url"]

    def place(self):
        """The middle of its largest window, in pixels of the screen."""
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", self.kind], capture_output=True, text=True, check=True)
        best = (0, 0, 0)
        for window in found.stdout.split():
            shell = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True, check=True)
            at = {key: int(value) for key, value in (line.split("=") for line in shell.stdout.split())}
            best = max(best, (at["WIDTH"] * at["HEIGHT"], at["X"] + at["WIDTH"] // 2, at["Y"] + at["HEIGHT"] * 6 // 10))
        return best[1:]

    def click_link(self):
        x, y = self.place()
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Downloads:
    """Tells when a name in the download folder is final and its file is not empty."""

    MOVED_TO, CLOSE_WRITE = 0x80, 0x08
    HEADER = struct.Struct("iIII")

    def __init__(self, folder=None):
        self.folder = pathlib.Path(folder or home() / "Downloads")
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_CLOEXEC)
        if libc.inotify_add_watch(self.descriptor, os.fsencode(self.folder), self.MOVED_TO | self.CLOSE_WRITE) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch", str(self.folder))

    def wait(self, name, seconds=READY_SECONDS):
        """Returns (path, time.monotonic() of the sight of it)."""
        path, deadline = self.folder / name, time.monotonic() + seconds
        while True:
            # Both browsers put an empty file of the final name there first.
            if path.exists() and path.stat().st_size and not list(self.folder.glob("*.part")) + list(self.folder.glob("*.crdownload")):
                return path, time.monotonic()
            if not select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("no %s in %s after %d s, but %s" % (name, self.folder, seconds, os.listdir(self.folder)))
            os.read(self.descriptor, 65536)

    def end(self):
        os.close(self.descriptor)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
