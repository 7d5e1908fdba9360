/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-story.h"

#include "base/lamp-text.h"
#include "cli/lamp-cli-text.h"
#include "cli/lamp-cli-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The query may hold a token, and a terminal's text is pasted into tickets. `--json` has what the agent has.
 */
static void
print_url (const char *label, const char *url)
{
  g_autofree char *shown = lamp_url_without_query (url);
  lamp_cli_field (label, shown);
}

static void
print_evidence (const LampEvidence *const *evidence)
{
  for (gsize i = 0; evidence != NULL && evidence[i] != NULL; i++)
    {
      g_autofree char *source = lamp_cli_dup_plain (evidence[i]->source, 0);
      g_autofree char *detail = lamp_cli_dup_sentence (evidence[i]->detail);

      lamp_cli_item ("• %s (%s): %s", source, lamp_cli_evidence_words (evidence[i]->confidence), detail);
    }
}

static const char *
get_status_sentence (const LampOrigin *origin)
{
  if (origin->status == LAMP_ORIGIN_PENDING)
    return _ ("Where it came from is being looked up.");
  if (origin->status == LAMP_ORIGIN_UNKNOWN)
    return origin->private ? _ ("Where it came from is not known (private window).")
                           : _ ("Where it came from is not known.");
  return NULL;
}

/**
 * lamp_cli_print_origin:
 * @origin: (nullable): where a file came from
 *
 * Prints the section "Where it came from", with the evidence and how far to believe it.
 */
void
lamp_cli_print_origin (const LampOrigin *origin)
{
  const char *sentence;

  lamp_cli_heading (_ ("Where it came from"));
  if (origin == NULL)
    {
      lamp_cli_item ("%s", _ ("Nothing is known about it."));
      return;
    }
  sentence = get_status_sentence (origin);
  if (sentence != NULL)
    lamp_cli_item ("%s", sentence);
  lamp_cli_field (_ ("Site"), origin->host);
  lamp_cli_field (_ ("Service"), origin->service);
  lamp_cli_field (_ ("Kind"), lamp_cli_channel_word (origin->channel));
  lamp_cli_field (_ ("Standing"), lamp_cli_standing_words (origin->standing));
  lamp_cli_field (_ ("Brought by"), origin->app);
  lamp_cli_field (_ ("Account"), origin->account);
  lamp_cli_field (_ ("Message"), origin->message_id);
  print_url (_ ("Address"), origin->url);
  print_url (_ ("Page"), origin->page);
  print_url (_ ("Linked from"), origin->referrer);
  print_evidence (origin->evidence);
}

static const char *
get_step_word (const char *how)
{
  static const char *const steps[][2] = {
    { "moved", N_ ("moved") },     { "copied", N_ ("copied") }, { "extracted", N_ ("extracted") },
    { "mounted", N_ ("mounted") }, { "opened", N_ ("opened") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (how, steps[i][0]) == 0)
      return g_dgettext (GETTEXT_PACKAGE, steps[i][1]);
  return _ ("became");
}

/**
 * lamp_cli_print_derivation:
 * @derivation: (nullable): how one file came from another, oldest first
 *
 * Prints the section "The path", unless there is none.
 */
void
lamp_cli_print_derivation (const LampDerivation *const *derivation)
{
  if (derivation == NULL || derivation[0] == NULL)
    return;
  lamp_cli_heading (_ ("The path"));
  for (gsize i = 0; derivation[i] != NULL; i++)
    {
      g_autofree char *from = lamp_cli_dup_plain (derivation[i]->from, 0);
      g_autofree char *to = lamp_cli_dup_plain (derivation[i]->to, 0);

      lamp_cli_item ("%s → %s (%s)", from, to, get_step_word (derivation[i]->how));
    }
}

/**
 * lamp_cli_print_file:
 * @file: (nullable): a file
 * @now_real_usec: now
 *
 * Prints the section "File".
 */
void
lamp_cli_print_file (const LampFile *file, gint64 now_real_usec)
{
  g_autofree char *size = NULL;
  g_autofree char *arrived = NULL;

  if (file == NULL)
    return;
  size = lamp_cli_dup_size (file->size_bytes);
  if (file->arrived_real_usec > 0)
    arrived = lamp_cli_dup_ago (file->arrived_real_usec, now_real_usec);
  lamp_cli_heading (_ ("File"));
  lamp_cli_field (_ ("Path"), file->path);
  if (g_strcmp0 (file->path, file->path_at_arrival) != 0)
    lamp_cli_field (_ ("Arrived as"), file->path_at_arrival);
  lamp_cli_field (_ ("Arrived"), arrived);
  lamp_cli_field (_ ("Size"), size);
  lamp_cli_field (_ ("Type"), file->content_type);
  lamp_cli_field (_ ("Mode"), file->mode);
  lamp_cli_field ("SHA-256", file->sha256);
}

static char *
dup_command_line (const char *const *argv)
{
  GString *line = g_string_new (NULL);

  for (gsize i = 0; argv != NULL && argv[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (argv[i]);
      gboolean plain = argv[i][0] != '\0' &&
                       argv[i][strcspn (argv[i], " \t\n'\"\\$`*?[]{}()<>|&;#~!")] == '\0';
      g_string_append_printf (line, "%s%s", i > 0 ? " " : "", plain ? argv[i] : quoted);
    }
  return g_string_free (line, FALSE);
}

static char *
dup_ancestors (const LampAncestor *const *ancestors)
{
  GString *line = g_string_new (NULL);

  for (gsize i = 0; ancestors != NULL && ancestors[i] != NULL; i++)
    g_string_append_printf (line, "%s%s (%" G_GINT64_FORMAT ")", i > 0 ? " ← " : "",
                            ancestors[i]->name != NULL ? ancestors[i]->name : "?", ancestors[i]->pid);
  return g_string_free (line, FALSE);
}

/**
 * lamp_cli_print_process:
 * @process: (nullable): who ran it
 *
 * Prints the section "Program".
 */
void
lamp_cli_print_process (const LampProcess *process)
{
  g_autofree char *command_line = NULL;
  g_autofree char *ancestors = NULL;
  g_autofree char *pid = NULL;

  lamp_cli_heading (_ ("Program that ran it"));
  if (process == NULL)
    {
      lamp_cli_item ("%s", _ ("It had already ended."));
      return;
    }
  command_line = dup_command_line (process->argv);
  ancestors = dup_ancestors (process->ancestors);
  pid = g_strdup_printf ("%" G_GINT64_FORMAT, process->pid);
  lamp_cli_field (_ ("Program"), process->exe);
  lamp_cli_field (_ ("Command"), command_line);
  lamp_cli_field (_ ("Folder"), process->cwd);
  lamp_cli_field (_ ("Process"), pid);
  lamp_cli_field (_ ("Unit"), process->unit);
  lamp_cli_field (_ ("Started by"), ancestors);
}
