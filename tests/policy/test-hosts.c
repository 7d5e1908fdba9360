/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "policy/lamp-hosts.h"

#include "base/lamp-limits.h"

#include <string.h>

typedef struct
{
  const char *why;
  const char *url;
  const char *page;
  const char *channel;
  const char *host;
  LampStanding standing;
  const char *linked_from;
  const char *service;
} Row;

#define UNK LAMP_STANDING_UNKNOWN
#define IN  LAMP_STANDING_INSIDE
#define OUT LAMP_STANDING_OUTSIDE

static const Row open_rows[] = {
  { "Gmail attachment", "https://mail-attachment.googleusercontent.com/attachment/u/0/?view=att&disp=safe",
    NULL, "webmail", "mail-attachment.googleusercontent.com", UNK, "unknown", "Gmail" },
  { "Gmail page", "https://mail.google.com/mail/u/0?view=att", NULL, "webmail", "mail.google.com", UNK,
    "unknown", "Gmail" },
  { "Outlook attachment", "https://attachments.office.net/owa/a%40b/service.svc/s/GetFileAttachment?id=A",
    NULL, "webmail", "attachments.office.net", UNK, "unknown", "Outlook" },
  { "Discord's program", "https://stable.dl2.discordapp.net/distro/app/stable/linux/x64/discord.deb", NULL,
    "vendor", "stable.dl2.discordapp.net", UNK, "unknown", NULL },
  { "what people send in Discord", "https://cdn.discordapp.com/attachments/1/2/x.zip?ex=1", NULL, "messaging",
    "cdn.discordapp.com", UNK, "unknown", "Discord" },
  { "release on GitHub", "https://github.com/o/r/releases/download/v1/x.AppImage", NULL, "code-hosting",
    "github.com", UNK, "unknown", "GitHub" },
  { "upload in a comment", "https://github.com/user-attachments/files/123/x.zip", NULL, "messaging",
    "github.com", UNK, "unknown", "GitHub" },
  { "older upload in a comment", "https://github.com/o/r/files/123/x.zip", NULL, "messaging", "github.com",
    UNK, "unknown", "GitHub" },
  { "a path that only looks like one", "https://raw.githubusercontent.com/o/r/main/user_uploads/12/x.sh",
    NULL, "code-hosting", "raw.githubusercontent.com", UNK, "unknown", "GitHub" },
  { "below a code host", "https://objects.githubusercontent.com/x", NULL, "code-hosting",
    "objects.githubusercontent.com", UNK, "unknown", "GitHub" },
  { "a name that only ends alike", "https://evilgithub.com/x", NULL, "unknown", "evilgithub.com", UNK,
    "unknown", NULL },
  { "a name that only begins alike", "https://mail.google.com.evil.example/x", NULL, "webmail",
    "mail.google.com.evil.example", UNK, "unknown", NULL },
  { "a code host's name in front", "https://github.com.evil.example/o/r/releases/x", NULL, "unknown",
    "github.com.evil.example", UNK, "unknown", NULL },
  { "user name in front", "https://github.com@evil.example/x", NULL, "unknown", "evil.example", UNK,
    "unknown", NULL },
  { "exact match only", "https://x.mail-attachment.googleusercontent.com/a", NULL, "unknown",
    "x.mail-attachment.googleusercontent.com", UNK, "unknown", NULL },
  { "capitals and a trailing dot", "https://GitHub.COM./o/r", NULL, "code-hosting", "github.com", UNK,
    "unknown", "GitHub" },
  { "a port", "https://github.com:8443/o/r", NULL, "code-hosting", "github.com", UNK, "unknown", "GitHub" },
  { "Roundcube on a rented server: mail, not trusted",
    "http://vmi1.contaboserver.net/?_task=mail&_action=get&_mbox=INBOX&_uid=1&_part=2", NULL, "webmail",
    "vmi1.contaboserver.net", UNK, "unknown", NULL },
  { "Roundcube of an unknown site",
    "https://rc.example.edu/?_task=mail&_action=get&_mbox=INBOX&_uid=1&_part=2", NULL, "webmail",
    "rc.example.edu", UNK, "unknown", NULL },
  { "a weaker shape beside a stronger",
    "https://rc.example.edu/s/abcdefghijklmno/download?_task=mail&_action=get&_mbox=INBOX", NULL, "webmail",
    "rc.example.edu", UNK, "unknown", NULL },
  { "Zimbra", "https://z.example.edu/service/home/~/?auth=co&loc=en&id=259&part=2", NULL, "webmail",
    "z.example.edu", UNK, "unknown", NULL },
  { "OWA", "https://o.example.edu/owa/service.svc/s/GetFileAttachment?id=A", NULL, "webmail", "o.example.edu",
    UNK, "unknown", NULL },
  { "host label", "https://webmail.example.edu/get/1", NULL, "webmail", "webmail.example.edu", UNK, "unknown",
    NULL },
  { "Matrix media", "https://m.example.edu/_matrix/client/v1/media/download/x/y", NULL, "messaging",
    "m.example.edu", UNK, "unknown", NULL },
  { "Mattermost", "https://mm.example.edu/api/v4/files/abcdefghijklmnopqrstuvwxyz", NULL, "messaging",
    "mm.example.edu", UNK, "unknown", NULL },
  { "Nextcloud share", "https://nc.example.edu/s/abcdefghijklmno/download", NULL, "fileshare",
    "nc.example.edu", UNK, "unknown", NULL },
  { "iCloud mail", "https://www.icloud.com/mail/x", NULL, "webmail", "www.icloud.com", UNK, "unknown",
    "iCloud" },
  { "iCloud Drive", "https://www.icloud.com/iclouddrive/x", NULL, "fileshare", "www.icloud.com", UNK,
    "unknown", "iCloud" },
  { "blob of a chat", "blob:https://web.whatsapp.com/3fa03b09", NULL, "messaging", "web.whatsapp.com", UNK,
    "unknown", "WhatsApp" },
  { "blob of webmail", "blob:https://mail.proton.me/3fa03b09", NULL, "webmail", "mail.proton.me", UNK,
    "unknown", "Proton Mail" },
  { "blob of no origin", "blob:null/5b1e", "file:///tmp/mozilla_a0/Statement.html", "unknown", NULL, UNK,
    "unknown", NULL },
  { "blob of no origin, on a mail page", "blob:null/5b1e", "https://mail.google.com/mail/u/0/", "webmail",
    "mail.google.com", UNK, "unknown", "Gmail" },
  { "data", "data:application/zip;base64,AAAA", NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "data, on a page", "data:application/zip;base64,AAAA", "https://x.example/", "unknown", "x.example", UNK,
    "unknown", NULL },
  { "file", "file:///home/a/x.html", NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "no URL at all", NULL, NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "no URL, a page", NULL, "https://web.telegram.org/k/", "messaging", "web.telegram.org", UNK, "unknown",
    "Telegram" },
  { "unknown host on a mail page", "https://cdn.x.example/x.sh", "https://mail.google.com/mail/u/0/",
    "unknown", "cdn.x.example", UNK, "webmail", NULL },
  { "file share on a mail page", "https://dl.dropboxusercontent.com/x", "https://outlook.live.com/mail/0/",
    "fileshare", "dl.dropboxusercontent.com", UNK, "webmail", "Dropbox" },
  { "code host on a social page", "https://github.com/o/r/archive/main.zip",
    "https://www.linkedin.com/messaging/", "code-hosting", "github.com", UNK, "messaging", "GitHub" },
  { "chat host on a mail page: its own channel says it", "https://files.slack.com/files-pri/T1-F2/download/x",
    "https://mail.google.com/", "messaging", "files.slack.com", UNK, "unknown", "Slack" },
  { "raw address", "http://203.0.113.9/agent.elf", NULL, "unknown", "203.0.113.9", UNK, "unknown", NULL },
  { "IPv6", "http://[2001:db8::1]:8080/x", NULL, "unknown", "2001:db8::1", UNK, "unknown", NULL },
  { "where anyone publishes", "https://x.workers.dev/x", NULL, "usercontent-hosting", "x.workers.dev", UNK,
    "unknown", NULL },
  { "international name",
    "https://b\xc3\xbc"
    "cher.example/x",
    NULL, "unknown", "xn--bcher-kva.example", UNK, "unknown", NULL },
  { "not a URL", "\x01\xff nonsense", NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "empty", "", NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "scheme only", "https://", NULL, "unknown", NULL, UNK, "unknown", NULL },
  { "blob in blob", "blob:blob:https://github.com/x", NULL, "unknown", NULL, UNK, "unknown", NULL },
};

/* With the organisation of `corp_policy`. */
static const Row corp_rows[] = {
  { "own file server", "https://software.corp.example/x.sh", NULL, "unknown", "software.corp.example", IN,
    "unknown", NULL },
  { "own domain itself", "https://corp.example/x.sh", NULL, "unknown", "corp.example", IN, "unknown", NULL },
  { "a name that only ends alike", "https://evilcorp.example/x.sh", NULL, "unknown", "evilcorp.example", OUT,
    "unknown", NULL },
  { "own webmail is mail", "https://mail.corp.example/owa/service.svc/s/GetFileAttachment?id=A", NULL,
    "webmail", "mail.corp.example", IN, "unknown", NULL },
  { "single host", "https://cdn.partner.example/x", NULL, "unknown", "cdn.partner.example", IN, "unknown",
    NULL },
  { "beside the single host", "https://other.partner.example/x", NULL, "unknown", "other.partner.example",
    OUT, "unknown", NULL },
  { "hosts below", "https://a.b.wild.example/x", NULL, "unknown", "a.b.wild.example", IN, "unknown", NULL },
  { "not the host itself", "https://wild.example/x", NULL, "unknown", "wild.example", OUT, "unknown", NULL },
  { "own SharePoint", "https://corp.sharepoint.com/sites/x", NULL, "fileshare", "corp.sharepoint.com", IN,
    "unknown", "SharePoint" },
  { "own personal SharePoint", "https://corp-my.sharepoint.com/personal/x", NULL, "fileshare",
    "corp-my.sharepoint.com", IN, "unknown", "SharePoint" },
  { "another's SharePoint", "https://corpx.sharepoint.com/sites/x", NULL, "fileshare", "corpx.sharepoint.com",
    OUT, "unknown", "SharePoint" },
  { "own Slack", "https://files.slack.com/files-pri/TCORP-F01/download/x.sh", NULL, "messaging",
    "files.slack.com", IN, "unknown", "Slack" },
  { "another's Slack, own name in the file's",
    "https://files.slack.com/files-pri/T0EVIL-F01/download/TCORP-x.sh", NULL, "messaging", "files.slack.com",
    OUT, "unknown", "Slack" },
  { "another's Slack, id only begins alike", "https://files.slack.com/files-pri/TCORPX-F01/download/x.sh",
    NULL, "messaging", "files.slack.com", OUT, "unknown", "Slack" },
  { "own id on another host", "https://evil.example/files-pri/TCORP-F01/x.sh", NULL, "unknown",
    "evil.example", OUT, "unknown", NULL },
  { "own host as user name", "https://software.corp.example@evil.example/x", NULL, "unknown", "evil.example",
    OUT, "unknown", NULL },
  { "administrator's word", "https://drop.vendor.example/x", NULL, "fileshare", "drop.vendor.example", OUT,
    "unknown", NULL },
  { "the longer word wins", "https://dl.drop.vendor.example/x", NULL, "vendor", "dl.drop.vendor.example", OUT,
    "unknown", NULL },
  { "Gmail is outside", "https://mail.google.com/x", NULL, "webmail", "mail.google.com", OUT, "unknown",
    "Gmail" },
};

static LampPolicy *
make_corp_policy (void)
{
  static const char *const domains[] = { "corp.example", NULL };
  static const char *const hosts[] = { "cdn.partner.example", "*.wild.example", NULL };
  static const char *const tenants[] = { "TCORP", "corp", NULL };
  static const char *const channels[] = { "drop.vendor.example", "fileshare", "dl.drop.vendor.example",
                                          "vendor", NULL };
  g_autoptr (LampPolicy) built_in = lamp_policy_new_default ();
  LampPolicy copy = *built_in;

  copy.domains = domains;
  copy.mail_domains = domains;
  copy.hosts = hosts;
  copy.tenants = tenants;
  copy.channels = channels;
  return lamp_policy_new (&copy);
}

static LampHosts *
make_hosts (void)
{
  g_autoptr (GError) error = NULL;
  LampHosts *hosts = lamp_hosts_new (&error);

  g_assert_no_error (error);
  return hosts;
}

static void
check_rows (const Row *rows, gsize length, const LampPolicy *policy)
{
  g_autoptr (LampHosts) hosts = make_hosts ();

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (LampOrigin) origin = lamp_origin_new (
          &(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .url = rows[i].url, .page = rows[i].page });
      g_autoptr (LampOrigin) classified = lamp_hosts_classify (hosts, origin, policy);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (lamp_channel_to_string (classified->channel), ==, rows[i].channel);
      g_assert_cmpstr (classified->host, ==, rows[i].host);
      g_assert_cmpint (classified->standing, ==, rows[i].standing);
      g_assert_cmpstr (lamp_channel_to_string (classified->linked_from), ==, rows[i].linked_from);
      g_assert_cmpstr (classified->service, ==, rows[i].service);
      g_assert_cmpstr (classified->list_version, ==, lamp_hosts_get_version (hosts));
    }
}

static void
test_open (void)
{
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  check_rows (open_rows, G_N_ELEMENTS (open_rows), policy);
}

static void
test_corp (void)
{
  g_autoptr (LampPolicy) policy = make_corp_policy ();
  check_rows (corp_rows, G_N_ELEMENTS (corp_rows), policy);
}

static void
test_mail_client (void)
{
  static const struct
  {
    const char *account;
    LampStanding standing;
  } rows[] = {
    { "alice@corp.example", IN }, { "alice@gmail.example", OUT }, { "no address", UNK }, { NULL, UNK }
  };
  g_autoptr (LampHosts) hosts = make_hosts ();
  g_autoptr (LampPolicy) policy = make_corp_policy ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LampOrigin) origin = lamp_origin_new (&(LampOrigin){
          .status = LAMP_ORIGIN_KNOWN, .channel = LAMP_CHANNEL_MAIL_CLIENT, .account = rows[i].account });
      g_autoptr (LampOrigin) classified = lamp_hosts_classify (hosts, origin, policy);
      g_assert_cmpint (classified->channel, ==, LAMP_CHANNEL_MAIL_CLIENT);
      g_assert_cmpint (classified->standing, ==, rows[i].standing);
    }
}

/* A chat program's own folder has no address. */
static void
test_reader_word (void)
{
  g_autoptr (LampHosts) hosts = make_hosts ();
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();
  g_autoptr (LampOrigin) origin = lamp_origin_new (
      &(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .channel = LAMP_CHANNEL_MESSAGING, .app = "Telegram" });
  g_autoptr (LampOrigin) classified = lamp_hosts_classify (hosts, origin, policy);

  g_assert_cmpint (classified->channel, ==, LAMP_CHANNEL_MESSAGING);
  g_assert_null (classified->host);
}

/* URLs made to be slow: each must be answered well within the time in which a person waits. */
static void
test_hostile (void)
{
  static const char *const pieces[] = { "?_task=mail&_action=get",
                                        "&_task=mail&",
                                        "/service/home/~/?auth=co&id=1",
                                        "/owa/",
                                        "/(((((",
                                        "%",
                                        "_part=_mbox=",
                                        "\xff\xfe",
                                        ".",
                                        "/ajax/mail/",
                                        "kerioattach" };
  g_autoptr (LampHosts) hosts = make_hosts ();
  g_autoptr (LampPolicy) policy = lamp_policy_new_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) url = g_string_new ("https://x.example/");
      g_autoptr (LampOrigin) origin = NULL;
      g_autoptr (LampOrigin) classified = NULL;
      gint64 start;

      while (url->len < 2 * LAMP_URL_BYTES)
        g_string_append (url, pieces[i]);
      origin = lamp_origin_new (
          &(LampOrigin){ .status = LAMP_ORIGIN_KNOWN, .url = url->str, .page = url->str });
      start = g_get_monotonic_time ();
      classified = lamp_hosts_classify (hosts, origin, policy);
      g_test_message ("%s: %" G_GINT64_FORMAT " us", pieces[i], g_get_monotonic_time () - start);
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
      g_assert_nonnull (classified);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/hosts/open", test_open);
  g_test_add_func ("/policy/hosts/organisation", test_corp);
  g_test_add_func ("/policy/hosts/mail-client", test_mail_client);
  g_test_add_func ("/policy/hosts/reader-word", test_reader_word);
  g_test_add_func ("/policy/hosts/hostile", test_hostile);
  return g_test_run ();
}
