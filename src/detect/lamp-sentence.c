/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "detect/lamp-sentence.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  STORY_HOST_APP,
  STORY_HOST,
  STORY_MAIL_SAVED_ACCOUNT,
  STORY_MAIL_SAVED,
  STORY_MAIL_OPENED_ACCOUNT,
  STORY_MAIL_OPENED,
  STORY_ARCHIVE_HOST,
  STORY_ARCHIVE_MAIL,
  STORY_ARCHIVE_PENDING,
  STORY_ARCHIVE_PRIVATE,
  STORY_ARCHIVE_UNKNOWN,
  STORY_PENDING_APP,
  STORY_PENDING,
  STORY_PRIVATE_APP,
  STORY_PRIVATE,
  STORY_UNKNOWN_APP,
  STORY_UNKNOWN,
  STORY_COUNT,
} Story;

/* Each a whole for the translator, never glued: languages put the parts elsewhere. The second: nobody is
 * known who ran it. */
static const struct
{
  const char *by;
  const char *gone;
} stories[STORY_COUNT] = {
  /* Translators: words in {braces} are replaced; keep them as they are, in any order. */
  [STORY_HOST_APP] = { N_ ("{file}, which you downloaded from {host} with {app} {ago}, was just run by {launcher}."),
                       N_ ("{file}, which you downloaded from {host} with {app} {ago}, was just run. The program that "
                           "ran it had already ended.") },
  [STORY_HOST] = { N_ ("{file}, which you downloaded from {host} {ago}, was just run by {launcher}."),
                   N_ ("{file}, which you downloaded from {host} {ago}, was just run. The program that ran it had "
                       "already ended.") },
  [STORY_MAIL_SAVED_ACCOUNT] = { N_ ("{file}, an attachment you saved from {app} ({account}) {ago}, was just run by "
                                     "{launcher}."),
                                 N_ ("{file}, an attachment you saved from {app} ({account}) {ago}, was just run. The "
                                     "program that ran it had already ended.") },
  [STORY_MAIL_SAVED] = { N_ ("{file}, an attachment you saved from {app} {ago}, was just run by {launcher}."),
                         N_ ("{file}, an attachment you saved from {app} {ago}, was just run. The program that ran it "
                             "had already ended.") },
  [STORY_MAIL_OPENED_ACCOUNT] = { N_ ("{file}, an attachment you opened in {app} ({account}), was just run by "
                                      "{launcher}."),
                                  N_ ("{file}, an attachment you opened in {app} ({account}), was just run. The "
                                      "program that ran it had already ended.") },
  [STORY_MAIL_OPENED] = { N_ ("{file}, an attachment you opened in {app}, was just run by {launcher}."),
                          N_ ("{file}, an attachment you opened in {app}, was just run. The program that ran it had "
                              "already ended.") },
  [STORY_ARCHIVE_HOST] = { N_ ("{file}, from {archive} that came from {host} {ago}, was just run by {launcher}."),
                           N_ ("{file}, from {archive} that came from {host} {ago}, was just run. The program that ran "
                               "it had already ended.") },
  [STORY_ARCHIVE_MAIL] = { N_ ("{file}, from {archive} that came with mail in {app} {ago}, was just run by {launcher}."),
                           N_ ("{file}, from {archive} that came with mail in {app} {ago}, was just run. The program "
                               "that ran it had already ended.") },
  [STORY_ARCHIVE_PENDING] = { N_ ("{file}, from {archive} that was downloaded {ago}, was just run by {launcher}. Where "
                                  "it came from is being looked up."),
                              N_ ("{file}, from {archive} that was downloaded {ago}, was just run. The program that ran "
                                  "it had already ended. Where it came from is being looked up.") },
  [STORY_ARCHIVE_PRIVATE] = { N_ ("{file}, from {archive} that was downloaded {ago}, was just run by {launcher}. Where "
                                  "it came from is not known (private window)."),
                              N_ ("{file}, from {archive} that was downloaded {ago}, was just run. The program that ran "
                                  "it had already ended. Where it came from is not known (private window).") },
  [STORY_ARCHIVE_UNKNOWN] = { N_ ("{file}, from {archive} that was downloaded {ago}, was just run by {launcher}. Where "
                                  "it came from is not known."),
                              N_ ("{file}, from {archive} that was downloaded {ago}, was just run. The program that ran "
                                  "it had already ended. Where it came from is not known.") },
  [STORY_PENDING_APP] = { N_ ("{file}, which {app} downloaded {ago}, was just run by {launcher}. Where it came from is "
                              "being looked up."),
                          N_ ("{file}, which {app} downloaded {ago}, was just run. The program that ran it had already "
                              "ended. Where it came from is being looked up.") },
  [STORY_PENDING] = { N_ ("{file}, which was downloaded {ago}, was just run by {launcher}. Where it came from is being "
                          "looked up."),
                      N_ ("{file}, which was downloaded {ago}, was just run. The program that ran it had already ended. "
                          "Where it came from is being looked up.") },
  [STORY_PRIVATE_APP] = { N_ ("{file}, which {app} downloaded {ago}, was just run by {launcher}. Where it came from is "
                              "not known (private window)."),
                          N_ ("{file}, which {app} downloaded {ago}, was just run. The program that ran it had already "
                              "ended. Where it came from is not known (private window).") },
  [STORY_PRIVATE] = { N_ ("{file}, which was downloaded {ago}, was just run by {launcher}. Where it came from is not "
                          "known (private window)."),
                      N_ ("{file}, which was downloaded {ago}, was just run. The program that ran it had already ended. "
                          "Where it came from is not known (private window).") },
  [STORY_UNKNOWN_APP] = { N_ ("{file}, which {app} downloaded {ago}, was just run by {launcher}. Where it came from is "
                              "not known."),
                          N_ ("{file}, which {app} downloaded {ago}, was just run. The program that ran it had already "
                              "ended. Where it came from is not known.") },
  [STORY_UNKNOWN] = { N_ ("{file}, which was downloaded {ago}, was just run by {launcher}. Where it came from is not "
                          "known."),
                      N_ ("{file}, which was downloaded {ago}, was just run. The program that ran it had already ended. "
                          "Where it came from is not known.") },
};

/**
 * lamp_sentence_format:
 * @text: a translated sentence with `{named}` parts
 * @parts: the parts
 * @length: how many
 *
 * One pass over @text: what is put in is never looked at again, so a file called `{host}` stays that. A part
 * that is not listed stays as it is, so that a translator's slip is seen and nothing is lost.
 *
 * Returns: (transfer full): the sentence
 */
char *
lamp_sentence_format (const char *text, const LampPart *parts, gsize length)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = *text == '{' ? strchr (text, '}') : NULL;
      const char *found = NULL;

      for (gsize i = 0; end != NULL && i < length && found == NULL; i++)
        if (strlen (parts[i].name) == (gsize) (end - text - 1) &&
            strncmp (parts[i].name, text + 1, (gsize) (end - text - 1)) == 0)
          found = parts[i].text;
      if (found == NULL)
        {
          g_string_append_c (out, *text++);
          continue;
        }
      g_string_append (out, found);
      text = end + 1;
    }
  return g_string_free (out, FALSE);
}

/**
 * lamp_sentence_dup_ago:
 * @age_sec: seconds; below 0: not known
 *
 * Days stay relative here: a date needs the time zone, which is a file.
 *
 * Returns: (transfer full): e.g. "2 minutes ago"
 */
char *
lamp_sentence_dup_ago (gint64 age_sec)
{
  int number;

  if (age_sec < 0)
    return g_strdup (_ ("at an unknown time"));
  if (age_sec < 2)
    return g_strdup (_ ("a moment ago"));
  number = (int) MIN (age_sec, G_MAXINT);
  if (number < 60)
    return g_strdup_printf (ngettext ("%d second ago", "%d seconds ago", (gulong) number), number);
  number /= 60;
  if (number < 60)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) number), number);
  number /= 60;
  if (number < 24)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) number), number);
  number /= 24;
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) number), number);
}

static const LampDerivation *
find_extraction (const LampArtifact *artifact)
{
  const LampDerivation *found = NULL;

  for (gsize i = 0; artifact->derivation != NULL && artifact->derivation[i] != NULL; i++)
    if (g_strcmp0 (artifact->derivation[i]->how, "extracted") == 0)
      found = artifact->derivation[i];
  return found;
}

static gboolean
was_opened (const LampArtifact *artifact)
{
  for (gsize i = 0; artifact->derivation != NULL && artifact->derivation[i] != NULL; i++)
    if (g_strcmp0 (artifact->derivation[i]->how, "opened") == 0)
      return TRUE;
  return artifact->file != NULL && artifact->file->path_at_arrival != NULL &&
         g_str_has_prefix (artifact->file->path_at_arrival, "/tmp/");
}

static Story
choose_archive_story (const LampOrigin *origin)
{
  if (origin != NULL && origin->status == LAMP_ORIGIN_PENDING)
    return STORY_ARCHIVE_PENDING;
  if (origin != NULL && origin->status == LAMP_ORIGIN_KNOWN && origin->channel == LAMP_CHANNEL_MAIL_CLIENT &&
      origin->app != NULL)
    return STORY_ARCHIVE_MAIL;
  if (origin != NULL && origin->status == LAMP_ORIGIN_KNOWN && origin->host != NULL)
    return STORY_ARCHIVE_HOST;
  return origin != NULL && origin->private ? STORY_ARCHIVE_PRIVATE : STORY_ARCHIVE_UNKNOWN;
}

static Story
choose_mail_story (const LampArtifact *artifact, const LampOrigin *origin)
{
  if (was_opened (artifact))
    return origin->account != NULL ? STORY_MAIL_OPENED_ACCOUNT : STORY_MAIL_OPENED;
  return origin->account != NULL ? STORY_MAIL_SAVED_ACCOUNT : STORY_MAIL_SAVED;
}

static Story
choose_story (const LampArtifact *artifact, const LampOrigin *origin)
{
  gboolean app = origin != NULL && origin->app != NULL;

  if (find_extraction (artifact) != NULL)
    return choose_archive_story (origin);
  if (origin == NULL)
    return STORY_UNKNOWN;
  if (origin->status == LAMP_ORIGIN_PENDING)
    return app ? STORY_PENDING_APP : STORY_PENDING;
  if (origin->status == LAMP_ORIGIN_KNOWN && origin->channel == LAMP_CHANNEL_MAIL_CLIENT && app)
    return choose_mail_story (artifact, origin);
  if (origin->status == LAMP_ORIGIN_KNOWN && origin->host != NULL)
    return app ? STORY_HOST_APP : STORY_HOST;
  if (origin->private)
    return app ? STORY_PRIVATE_APP : STORY_PRIVATE;
  return app ? STORY_UNKNOWN_APP : STORY_UNKNOWN;
}

static char *
show_base_name (const char *path)
{
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  return lamp_text_show (slash != NULL ? slash + 1 : path, LAMP_SHOWN_NAME_CHARS);
}

/* The name under which it ran: what the person has just seen or typed. */
static char *
show_file (const LampDetectFacts *facts)
{
  const LampFile *file = facts->artifact->file;

  if (facts->execution != NULL && facts->execution->path != NULL)
    return show_base_name (facts->execution->path);
  if (file != NULL && file->name != NULL)
    return lamp_text_show (file->name, LAMP_SHOWN_NAME_CHARS);
  return show_base_name (file != NULL ? file->path : NULL);
}

/**
 * lamp_sentence_dup_story:
 * @findings: the facts and the origin
 * @launcher: (nullable): plain name of what ran it
 *
 * What file, from where, by which application, how long ago, what runs it.
 *
 * Returns: (transfer full): one translated sentence, plain text; foreign parts isolated and cut
 * (lamp_text_show())
 */
char *
lamp_sentence_dup_story (const LampFindings *findings, const char *launcher)
{
  const LampDetectFacts *facts = findings->facts;
  const LampOrigin *origin = findings->origin;
  const LampDerivation *extraction = find_extraction (facts->artifact);
  Story story = choose_story (facts->artifact, origin);
  g_autofree char *file = show_file (facts);
  g_autofree char *host = lamp_text_show (origin != NULL ? origin->host : NULL, LAMP_SHOWN_NAME_CHARS);
  g_autofree char *app = lamp_text_show (origin != NULL ? origin->app : NULL, LAMP_SHOWN_NAME_CHARS);
  g_autofree char *account = lamp_text_show (origin != NULL ? origin->account : NULL, LAMP_SHOWN_NAME_CHARS);
  g_autofree char *archive = show_base_name (extraction != NULL ? extraction->from : NULL);
  g_autofree char *ago = lamp_sentence_dup_ago (facts->age_sec);
  const LampPart parts[] = { { "file", file },       { "host", host },       { "app", app },
                             { "account", account }, { "archive", archive }, { "launcher", launcher },
                             { "ago", ago } };

  return lamp_sentence_format (launcher != NULL ? _ (stories[story].by) : _ (stories[story].gone), parts,
                               G_N_ELEMENTS (parts));
}
