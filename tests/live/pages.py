#!/usr/bin/python3 -B
# SPDX-FileCopyrightText: 2026 The Gatelamp authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole web, as far as the browsers of a live test can see it.

    tests/live/pages.py --files FOLDER --state FOLDER

A proxy on loopback that answers for a few real host names itself, over TLS,
with a certificate authority of its own, made anew in the state folder.
Nothing is passed on to anywhere: any other host is refused.

Every page is one link as big as the window, to one file of the files folder:

    https://mail.google.com/mail/u/0/?file=NAME[&link=KIND]     an attachment
        KIND: same (default: same host), redirect (to the host that serves
        attachments), blank (a new tab), noreferrer, blob, data
    https://web.whatsapp.com/?file=NAME                         the same, another service
    https://github.com/OWNER/REPOSITORY/releases/tag/TAG?file=NAME
        a release; its download redirects to another host, as GitHub's does
    https://www.example.org/?file=NAME                          a page of no special kind

What happens is written to standard output, one JSON object a line, so that a
test can wait for it: "ready" (port, authority), "shown" (url: the page is
painted), "sent" (url, bytes), "refused" (host).
"""
import argparse
import html
import http.server
import json
import pathlib
import re
import ssl
import subprocess
import sys
import threading
import urllib.parse

HOSTS = ["mail.google.com", "mail-attachment.googleusercontent.com", "web.whatsapp.com", "outlook.live.com", "github.com",
         "release-assets.githubusercontent.com", "www.example.org"]
REDIRECTED = {"mail.google.com": "mail-attachment.googleusercontent.com", "github.com": "release-assets.githubusercontent.com"}
PAINTED = "/.painted"

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,"><style>
html, body {{ margin: 0; height: 100%; font: 24px sans-serif; background: #f2f2f2 }}
a {{ display: flex; height: 100%; align-items: center; justify-content: center; background: #0b57d0; color: white }}
</style></head><body><a id="link" {attributes}>{text}</a><script>
const file = {file}, kind = {kind}, source = {source};
const told = () => requestAnimationFrame(() => requestAnimationFrame(() =>
  fetch("{painted}?url=" + encodeURIComponent(location.href))));
if (kind === "blob" || kind === "data")
  fetch(source).then(answer => answer.blob()).then(blob => {{
    const link = document.getElementById("link");
    link.download = file;
    if (kind === "blob") {{ link.href = URL.createObjectURL(blob); told(); return; }}
    const reader = new FileReader();
    reader.onload = () => {{ link.href = reader.result; told(); }};
    reader.readAsDataURL(blob);
  }});
else
  told();
</script></body></html>"""

lock = threading.Lock()


def tell(event, **fields):
    with lock:
        print(json.dumps({"event": event, **fields}), flush=True)


def make_certificates(folder):
    """An authority, and one certificate by it that names every host."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", "authority.key", "-out", "authority.pem", "-days", "30",
            "-subj", "/CN=Gatelamp live test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", *curve, "-keyout", "hosts.key", "-out", "hosts.csr", "-subj", "/CN=" + HOSTS[0])
    (folder / "hosts.ext").write_text("basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n"
                                      % ",".join("DNS:" + host for host in HOSTS))
    openssl("x509", "-req", "-in", "hosts.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", "30", "-extfile", "hosts.ext", "-out", "hosts.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "hosts.pem", folder / "hosts.key")
    return context


def page(title, file, source, kind):
    attributes = {"blank": 'href="%s" target="_blank"', "noreferrer": 'href="%s" target="_blank" rel="noreferrer"'}.get(
        kind, 'href="%s"') % html.escape(source)
    script = lambda text: json.dumps(text).replace("<", "\\u003c")  # noqa: E731
    return PAGE.format(title=html.escape(title), text=html.escape(file), attributes=attributes, painted=PAINTED,
                       file=script(file), kind=script(kind), source=script(source)).encode()


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None  # Set by CONNECT; a plain http request names its own.

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        host = self.path.rpartition(":")[0]
        if host not in HOSTS:
            tell("refused", host=host)
            self.send_error(403)
            self.close_connection = True
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except OSError as error:
            tell("tls", host=host, error=str(error))
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.host = host
        self.close_connection = False

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        host = self.host or url.hostname
        query = dict(urllib.parse.parse_qsl(url.query))
        if host not in HOSTS:
            tell("refused", host=host)
            self.send_error(403)
        elif url.path == PAINTED:
            self.answer(b"", "text/plain")
            tell("shown", url=query.get("url", ""))
        elif "attachment" in query:
            self.send_file(host, url, query)
        elif re.fullmatch(r"/[^/]+/[^/]+/releases/download/[^/]+/[^/]+", url.path):
            file = urllib.parse.unquote(url.path.rpartition("/")[2])
            self.redirect(host, "/github-production-release-asset/1", file)
        elif "file" in query:
            self.send_page(host, url, query)
        else:
            self.send_error(404)

    def answer(self, body, content_type, *headers):
        self.send_response(200)
        for name, value in (("Content-Type", content_type), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, host, path, file):
        self.send_response(302)
        self.send_header("Location", "https://%s%s?%s" % (REDIRECTED[host], path, urllib.parse.urlencode({"attachment": file})))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_page(self, host, url, query):
        file, kind = query["file"], query.get("link", "same")
        release = re.fullmatch(r"/([^/]+/[^/]+)/releases/tag/([^/]+)", url.path)
        if release and host == "github.com":
            source = "/%s/releases/download/%s/%s" % (*release.groups(), urllib.parse.quote(file))
        else:
            source = "%s?%s" % (url.path, urllib.parse.urlencode({"ui": "2", "attachment": file, "link": kind}))
        self.answer(page(host, file, source, kind), "text/html; charset=utf-8")

    def send_file(self, host, url, query):
        file = query["attachment"]
        if query.get("link") == "redirect" and host in REDIRECTED:
            return self.redirect(host, "/attachment/u/0/", file)
        try:
            body = (self.server.files / pathlib.PurePath(file).name).read_bytes()
        except OSError:
            return self.send_error(404)
        self.answer(body, "application/octet-stream",
                    ("Content-Disposition", "attachment; filename*=UTF-8''" + urllib.parse.quote(file)))
        return tell("sent", url="https://%s%s?%s" % (host, url.path, url.query), bytes=len(body))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A browser hangs up whenever it likes."""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=pathlib.Path, required=True)
    parser.add_argument("--state", type=pathlib.Path, required=True)
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Web)
    server.files = options.files
    server.tls = make_certificates(options.state)
    tell("ready", port=server.server_port, authority=str(options.state / "authority.pem"))
    # Whoever started the web holds its input open: with that one gone, it ends.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
