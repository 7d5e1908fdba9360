/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-origin.h"

#include "base/lamp-error.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-lookup.h"
#include "cli/lamp-cli-story.h"
#include "cli/lamp-cli-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  LampAgent1 *agent; /* NULL: not running */
  LampLookup *lookup;
  gboolean json;
} Asker;

static LampExit
fail_for (const char *path, GError *error)
{
  g_autofree char *quoted = lamp_text_quote (path);
  g_autoptr (GError) named = g_error_new (error->domain, error->code, "%s: %s", quoted, error->message);
  return lamp_cli_fail (named);
}

/* With --json there is one object a file, also for one that nothing is known of. */
static LampExit
tell_unknown (const Asker *asker, const char *path)
{
  g_autofree char *quoted = lamp_text_quote (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampArtifact) nothing = lamp_lookup_describe (path, &error);
  g_autofree char *text = nothing != NULL ? lamp_artifact_to_text (nothing, LAMP_VIEW_PUBLIC) : NULL;

  if (nothing == NULL)
    return fail_for (path, error);
  if (asker->json)
    lamp_cli_json_print (text, NULL);
  else
    g_print (_ ("Nothing is known about where %s came from.\n"), quoted);
  return LAMP_EXIT_NOT_FOUND;
}

static void
tell (const LampArtifact *artifact, gboolean from_ledger)
{
  g_autofree char *name = lamp_cli_dup_plain (artifact->file != NULL ? artifact->file->name : NULL, 0);

  g_print ("%s\n", name);
  if (!from_ledger)
    g_print (
        "%s\n",
        _ ("This is what browsers and the marks of the file say now. What Gatelamp itself saw is not in it."));
  lamp_cli_print_origin (artifact->origin);
  lamp_cli_print_derivation (artifact->derivation);
  lamp_cli_print_file (artifact->file, lamp_time_now ().real_usec);
}

static LampExit
tell_ledger (const Asker *asker, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LampArtifact) artifact = NULL;

  if (asker->json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  artifact = node != NULL ? lamp_artifact_from_json (node, &error) : NULL;
  if (artifact == NULL)
    return lamp_cli_fail (error);
  tell (artifact, TRUE);
  return LAMP_EXIT_DONE;
}

static LampExit
ask_readers (const Asker *asker, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampArtifact) artifact = lamp_lookup_ask (asker->lookup, path, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    return tell_unknown (asker, path);
  if (artifact == NULL)
    return fail_for (path, error);
  if (!asker->json)
    {
      tell (artifact, FALSE);
      return LAMP_EXIT_DONE;
    }
  text = lamp_artifact_to_text (artifact, LAMP_VIEW_PUBLIC);
  return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
}

static LampExit
ask (const Asker *asker, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = lamp_cli_dup_file_key (path, &error);
  g_autofree char *text = NULL;

  if (key == NULL)
    return fail_for (path, error);
  if (asker->agent != NULL && lamp_agent1_call_find_artifact_sync (asker->agent, key, &text, NULL, &error))
    return tell_ledger (asker, text);
  if (error == NULL || lamp_cli_is_unreachable (error) ||
      g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    return ask_readers (asker, path);
  return lamp_cli_fail (error);
}

/* A failure says more than a file that nothing is known of. */
static LampExit
worse (LampExit a, LampExit b)
{
  gboolean a_failed = a != LAMP_EXIT_DONE && a != LAMP_EXIT_NOT_FOUND;
  return a_failed || b == LAMP_EXIT_DONE ? a : b;
}

/**
 * lamp_command_origin_with:
 * @reader_program: path of `gatelamp-reader`
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `origin FILE...`: where each file came from: by the agent's ledger, or, without the agent or for a file
 * that is not in it, by the readers. Fetches nothing.
 *
 * Returns: the exit code: the worst of the files'
 */
LampExit
lamp_command_origin_with (const char *reader_program, int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = _ ("FILE…"), .min_words = 1, .max_words = -1 };
  g_autoptr (LampAgent1) agent = NULL;
  g_autoptr (LampLookup) lookup = NULL;
  Asker asker = { 0 };
  LampExit code = LAMP_EXIT_DONE;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  agent = lamp_cli_agent_connect (TRUE, NULL);
  lookup = lamp_lookup_new (reader_program, g_get_home_dir ());
  asker = (Asker){ .agent = agent, .lookup = lookup, .json = options.json };
  for (gsize i = 0; options.words[i] != NULL; i++)
    {
      if (i > 0 && !options.json)
        g_print ("\n");
      code = worse (code, ask (&asker, options.words[i]));
    }
  return code;
}

/**
 * lamp_command_origin:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * lamp_command_origin_with() the installed reader.
 *
 * Returns: the exit code
 */
LampExit
lamp_command_origin (int argc, char **argv)
{
  return lamp_command_origin_with (LAMP_LIBEXECDIR "/gatelamp-reader", argc, argv);
}
