/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-chromium.h"
#include "origin/lamp-origin-firefox.h"

#include "origin-fixture.h"

#include "base/lamp-error.h"
#include "base/lamp-limits.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define GMAIL "https://mail.google.com/"
#define CDN   "https://mail-attachment.googleusercontent.com/attachment/u/0/"

typedef gboolean (*Read) (int fd, const LampOriginQuestion *question, GPtrArray *evidence, GError **error);

static gboolean
read_firefox (int fd, const LampOriginQuestion *question, GPtrArray *evidence, GError **error)
{
  return lamp_origin_firefox_read (fd, -1, question, evidence, error);
}

typedef struct
{
  const char *why;
  const char *name;
  gint64 born_real_usec;
  const char *url; /* NULL: nothing is found */
  const char *referrer;
  const char *page;
} Valid;

static void
check_valid (const Valid *row, Read read, int fd)
{
  g_autofree char *path = g_strconcat (DOWNLOADS, row->name, NULL);
  LampOriginQuestion question = origin_fixture_question (path, "Browser");
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autoptr (GError) error = NULL;
  const LampEvidence *found;

  g_test_message ("%s", row->why);
  question.born_real_usec = row->born_real_usec;
  g_assert_true (read (fd, &question, evidence, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (evidence->len, ==, row->url != NULL ? 1 : 0);
  if (row->url == NULL)
    return;
  found = evidence->pdata[0];
  g_assert_cmpstr (found->url, ==, row->url);
  g_assert_cmpstr (found->referrer, ==, row->referrer);
  g_assert_cmpstr (found->page, ==, row->page);
  g_assert_cmpint (found->confidence, ==, LAMP_EVIDENCE_HIGH);
  g_assert_cmpint (found->observed_real_usec, >, G_GINT64_CONSTANT (1795449000000000));
}

#define PAGE(go, id) GMAIL "mail/?go=" go "&id=" id

static void
test_chromium_valid (void)
{
  static const Valid rows[] = {
    { "same-origin link", "docs.zip", 0, GMAIL "dl/docs.zip",
      PAGE ("%2Fdl%2Fdocs.zip", "1795449639842119936&auto=0&blank=0&norel=0"),
      PAGE ("%2Fdl%2Fdocs.zip", "1795449639842119936&auto=0&blank=0&norel=0") },
    { "rel=noreferrer leaves no page", "update.elf", 0, "https://files.example.org/dl/update.elf", NULL,
      NULL },
    { "no such file", "never.sh", 0, NULL, NULL, NULL },
    { "file younger than the row", "docs.zip", G_GINT64_CONSTANT (1795450000000000), NULL, NULL, NULL },
    { "file as old as the row", "docs.zip", G_GINT64_CONSTANT (1795449642000000), GMAIL "dl/docs.zip",
      PAGE ("%2Fdl%2Fdocs.zip", "1795449639842119936&auto=0&blank=0&norel=0"),
      PAGE ("%2Fdl%2Fdocs.zip", "1795449639842119936&auto=0&blank=0&norel=0") },
  };
  int fd = origin_fixture_open ("chromium/History");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_valid (&rows[i], lamp_origin_chromium_read, fd);
  close (fd);
}

static void
test_chromium_page (void)
{
  static const char *const chain[] = { "https://a/1", "https://b/2", NULL };
  static const struct
  {
    const char *why;
    const char *tab;
    const char *referrer;
    const char *page;
  } rows[] = {
    { "a real tab", "https://page/", "https://origin/", "https://page/" },
    { "the tab is the download", "https://b/2", "https://mail.google.com/", "https://mail.google.com/" },
    { "the tab is its first hop", "https://a/1", "https://origin/", "https://origin/" },
    { "no tab", NULL, "https://origin/", "https://origin/" },
    { "empty tab, empty referrer", "", "", NULL },
    { "a blank tab", "about:blank", "https://origin/", "https://origin/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *page = lamp_origin_chromium_dup_page (rows[i].tab, rows[i].referrer, chain);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (page, ==, rows[i].page);
    }
}

static void
test_firefox_valid (void)
{
  static const Valid rows[] = {
    { "redirects end at the CDN, the page is the webmail", "update.elf", 0,
      CDN "update.elf?ui=2&view=att&disp=safe&saddbat=AbC123", NULL,
      PAGE ("%2Fredir%2Fupdate.elf", "1795451253734783062&auto=0&blank=0&norel=0") },
    { "saved as .download", "invoice.desktop.download", 0, GMAIL "dl/invoice.desktop", NULL,
      PAGE ("%2Fdl%2Finvoice.desktop", "1795449856430922972&auto=0&blank=0&norel=0") },
    { "a name with a bracket", "invoice.pdf(1).sh", 0, GMAIL "dl/invoice.pdf.sh", NULL,
      PAGE ("%2Fdl%2Finvoice.pdf.sh", "1795450972694645968&auto=0&blank=0&norel=0") },
    { "no such file", "never.sh", 0, NULL, NULL, NULL },
    { "file younger than the row", "docs.zip", G_GINT64_CONSTANT (1795450000000000), NULL, NULL, NULL },
  };
  int fd = origin_fixture_open ("firefox/places.sqlite.xz");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_valid (&rows[i], read_firefox, fd);
  close (fd);
}

static void
test_firefox_wal (void)
{
  int fd = origin_fixture_open ("firefox/running/places.sqlite.xz");
  int wal = origin_fixture_open ("firefox/running/places.sqlite-wal.xz");
  LampOriginQuestion question = origin_fixture_question (DOWNLOADS "update.elf", "Firefox");
  g_autoptr (GPtrArray) with = origin_fixture_new_evidence ();
  g_autoptr (GPtrArray) without = origin_fixture_new_evidence ();

  g_assert_true (lamp_origin_firefox_read (fd, wal, &question, with, NULL));
  g_assert_true (lamp_origin_firefox_read (fd, -1, &question, without, NULL));
  g_assert_cmpstr (((LampEvidence *) with->pdata[0])->url, ==,
                   CDN "update.elf?ui=2&view=att&disp=safe&saddbat=AbC123");
  g_assert_cmpstr (((LampEvidence *) without->pdata[0])->url, ==, "https://files.example.org/dl/update.elf");
  close (fd);
  close (wal);
}

/* --- databases made by SQL */

static int
make_database (const char *sql)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "gatelamp-origin-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  sqlite3 *connection = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  if (sqlite3_exec (connection, sql, NULL, NULL, &message) != SQLITE_OK)
    g_test_fail_printf ("%s: %s", sql, message);
  sqlite3_close (connection);
  g_unlink (path);
  return fd;
}

#define DOWNLOADS_TABLE                                                                                      \
  "CREATE TABLE downloads(id INTEGER PRIMARY KEY, current_path, target_path, start_time, end_time, state, "  \
  "referrer, tab_url); CREATE TABLE downloads_url_chains(id, chain_index, url);"
#define ROW(referrer) "INSERT INTO downloads VALUES(1,'/d/x','/d/x',13439923257644900,0,1," referrer ",'');"
#define PLACES_TABLES                                                                                         \
  "CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url); CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, "     \
  "place_id, anno_attribute_id, content, lastModified); CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY " \
  "KEY, name); CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit, place_id, visit_date, "     \
  "visit_type); INSERT INTO moz_anno_attributes VALUES(1,'downloads/destinationFileURI');"
#define LOOP                                                                                                 \
  "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT n AS id, '/d/x' AS current_path, "   \
  "'/d/x' AS target_path, 0 AS start_time, 0 AS end_time, 1 AS state, '' AS referrer, '' AS tab_url FROM c"

static const struct
{
  const char *why;
  Read read;
  const char *sql;
  int code; /* -1: no error */
  const char *url;
} made[] = {
  { "no tables", lamp_origin_chromium_read, "CREATE TABLE x(y);", LAMP_ERROR_INVALID_DATA, NULL },
  { "no chain table", lamp_origin_chromium_read,
    "CREATE TABLE downloads(id, current_path, target_path, start_time, end_time, state, referrer, tab_url);"
    "INSERT INTO downloads VALUES(1,'/d/x','/d/x',13439923257644900,0,1,'','');",
    LAMP_ERROR_INVALID_DATA, NULL },
  { "a column is missing", lamp_origin_chromium_read, "CREATE TABLE downloads(id, target_path);",
    LAMP_ERROR_INVALID_DATA, NULL },
  { "empty tables", lamp_origin_chromium_read, DOWNLOADS_TABLE, -1, NULL },
  { "a plain row", lamp_origin_chromium_read,
    DOWNLOADS_TABLE ROW ("''") "INSERT INTO downloads_url_chains VALUES(1,0,'https://a/');", -1,
    "https://a/" },
  { "numbers for texts", lamp_origin_chromium_read,
    DOWNLOADS_TABLE ROW ("17") "INSERT INTO downloads_url_chains VALUES(1,0,'https://a/'),(1,1,42);", -1,
    "https://a/" },
  { "a blob for a URL", lamp_origin_chromium_read,
    DOWNLOADS_TABLE ROW ("''") "INSERT INTO downloads_url_chains VALUES(1,0,'https://a/'),(1,1,x'00ff');", -1,
    "https://a/" },
  { "a data: URL loses its data", lamp_origin_chromium_read,
    DOWNLOADS_TABLE ROW (
        "''") "INSERT INTO downloads_url_chains VALUES(1,0,'data:text/x-sh;base64,'||hex(zeroblob(900000)));",
    -1, "data:text/x-sh" },
  { "an endless view for a table", lamp_origin_chromium_read, "CREATE VIEW downloads AS " LOOP ";",
    LAMP_ERROR_INVALID_DATA, NULL },
  { "a value past the limit", lamp_origin_chromium_read,
    DOWNLOADS_TABLE ROW ("''") "INSERT INTO downloads_url_chains VALUES(1,0,hex(zeroblob(6000000)));",
    LAMP_ERROR_TOO_LARGE, NULL },
  { "a cancelled download", lamp_origin_chromium_read,
    DOWNLOADS_TABLE "INSERT INTO downloads VALUES(1,'/d/x','/d/x',13439923257644900,0,2,'','');", -1, NULL },
  { "text for a state", lamp_origin_chromium_read,
    DOWNLOADS_TABLE "INSERT INTO downloads VALUES(1,'/d/x','/d/x','soon','later','1','','');"
                    "INSERT INTO downloads_url_chains VALUES(1,0,'https://a/');",
    -1, "https://a/" },
  { "places: no tables", read_firefox, "CREATE TABLE x(y);", LAMP_ERROR_INVALID_DATA, NULL },
  { "places: a visit that comes from itself", read_firefox,
    PLACES_TABLES
    "INSERT INTO moz_places VALUES(1,'https://a/'); INSERT INTO moz_annos "
    "VALUES(1,1,1,'file:///d/x',5); INSERT INTO moz_historyvisits VALUES(1,2,1,5,7),(2,2,1,5,6);",
    -1, "https://a/" },
  { "places: a URI that does not decode", read_firefox,
    PLACES_TABLES "INSERT INTO moz_places VALUES(1,'https://a/'); INSERT INTO moz_annos "
                  "VALUES(1,1,1,'file:///d/%',5),(2,1,1,x'66',5),(3,1,1,'file:///d/%00x',5),(4,1,1,7,5);",
    -1, NULL },
  { "places: a number for a URL", read_firefox,
    PLACES_TABLES "INSERT INTO moz_places VALUES(1,17); INSERT INTO moz_annos VALUES(1,1,1,'file:///d/x',5);",
    -1, NULL },
};

static void
test_made (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      g_autoptr (GError) error = NULL;
      LampOriginQuestion question = origin_fixture_question ("/d/x", NULL);
      int fd = make_database (made[i].sql);
      gboolean ok = made[i].read (fd, &question, evidence, &error);

      g_test_message ("%s: %s", made[i].why, error != NULL ? error->message : "read");
      if (made[i].code >= 0)
        g_assert_error (error, LAMP_ERROR, made[i].code);
      else
        g_assert_no_error (error);
      g_assert_true (ok == (made[i].code < 0));
      g_assert_cmpuint (evidence->len, ==, made[i].url != NULL ? 1 : 0);
      if (made[i].url != NULL)
        g_assert_cmpstr (((LampEvidence *) evidence->pdata[0])->url, ==, made[i].url);
      close (fd);
    }
}

static void
test_hostile_text (void)
{
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autofree char *line = NULL;
  LampOriginQuestion question = origin_fixture_question ("/d/x", NULL);
  int fd = make_database (DOWNLOADS_TABLE ROW (
      "'https://r/'||char(10)||'{\"done\":true}'||char(8238)") "INSERT INTO downloads_url_chains "
                                                               "VALUES(1,0,'https://a/'||hex(zeroblob(9000)));");

  g_assert_true (lamp_origin_chromium_read (fd, &question, evidence, NULL));
  g_assert_cmpuint (strlen (((LampEvidence *) evidence->pdata[0])->url), ==, LAMP_URL_BYTES);
  line = lamp_evidence_to_text (evidence->pdata[0], LAMP_VIEW_STORE);
  g_assert_null (strchr (line, '\n'));
  close (fd);
}

static void
test_damaged (void)
{
  static const char *const names[] = { "chromium/History", "firefox/places.sqlite.xz" };
  static const Read reads[] = { lamp_origin_chromium_read, read_firefox };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "docs.zip", NULL);
      int fd = origin_fixture_open (names[i]);

      g_assert_cmpint (ftruncate (fd, 24 * 1024), ==, 0);
      g_assert_false (reads[i](fd, &question, evidence, &error));
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
      g_clear_error (&error);
      g_assert_cmpint (ftruncate (fd, 0), ==, 0);
      g_assert_false (reads[i](fd, &question, evidence, &error));
      g_clear_error (&error);
      g_assert_cmpint (ftruncate (fd, 4096), ==, 0);
      g_assert_false (reads[i](fd, &question, evidence, &error));
      g_assert_error (error, LAMP_ERROR, LAMP_ERROR_INVALID_DATA);
      close (fd);
    }
}

/* Whatever a byte becomes: no crash, no hang, and either an error or evidence that is one. */
static void
test_flipped_bytes (void)
{
  static const char *const names[] = { "chromium/History", "firefox/places.sqlite.xz" };
  static const Read reads[] = { lamp_origin_chromium_read, read_firefox };
  int rounds = g_test_thorough () ? 5000 : 150;

  for (int i = 0; i < rounds; i++)
    {
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "docs.zip", NULL);
      int fd = origin_fixture_open (names[i % 2]);
      gint64 size = lseek (fd, 0, SEEK_END);

      for (int k = 0; k < 40; k++)
        {
          guint8 byte = (guint8) g_test_rand_int ();
          gint64 at = k < 4 ? g_test_rand_int_range (16, 100) : g_test_rand_int_range (0, (gint32) size);
          g_assert_cmpint (pwrite (fd, &byte, 1, at), ==, 1);
        }
      reads[i % 2](fd, &question, evidence, NULL);
      g_assert_cmpuint (evidence->len, <=, 1);
      close (fd);
    }
}

static void
test_locked (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gatelamp-origin-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "History", NULL);
  g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
  g_autoptr (GError) error = NULL;
  LampOriginQuestion question = origin_fixture_question (DOWNLOADS "docs.zip", NULL);
  sqlite3 *browser = NULL;
  int fd;

  origin_fixture_unpack ("chromium/History", path);
  g_assert_cmpint (sqlite3_open (path, &browser), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (browser,
                                 "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM downloads;",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_true (lamp_origin_chromium_read (fd, &question, evidence, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (evidence->len, ==, 1);
  g_assert_cmpint (sqlite3_exec (browser, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_ptr_array_set_size (evidence, 0);
  g_assert_true (lamp_origin_chromium_read (fd, &question, evidence, &error));
  g_assert_cmpuint (evidence->len, ==, 0);
  sqlite3_close (browser);
  close (fd);
  origin_fixture_remove (folder);
}

static void
test_bad_wal (void)
{
  static const struct
  {
    const char *why;
    const char *bytes;
    gsize length;
  } rows[] = {
    { "empty", "", 0 },
    { "text", "no log at all, but more than thirty-two bytes of text", 53 },
    { "a magic alone", "\x37\x7f\x06\x82", 4 },
  };
  int fd = origin_fixture_open ("firefox/places.sqlite.xz");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) evidence = origin_fixture_new_evidence ();
      LampOriginQuestion question = origin_fixture_question (DOWNLOADS "docs.zip", NULL);
      int wal = origin_fixture_open_bytes (rows[i].bytes, rows[i].length);

      g_test_message ("%s", rows[i].why);
      g_assert_true (lamp_origin_firefox_read (fd, wal, &question, evidence, NULL));
      g_assert_cmpuint (evidence->len, ==, 1);
      close (wal);
    }
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origin/database/chromium", test_chromium_valid);
  g_test_add_func ("/origin/database/chromium-page", test_chromium_page);
  g_test_add_func ("/origin/database/firefox", test_firefox_valid);
  g_test_add_func ("/origin/database/firefox-wal", test_firefox_wal);
  g_test_add_func ("/origin/database/made", test_made);
  g_test_add_func ("/origin/database/hostile-text", test_hostile_text);
  g_test_add_func ("/origin/database/damaged", test_damaged);
  g_test_add_func ("/origin/database/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/origin/database/locked", test_locked);
  g_test_add_func ("/origin/database/bad-wal", test_bad_wal);
  return g_test_run ();
}
