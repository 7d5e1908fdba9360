/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-command-origin.h"

#include "base/lamp-error.h"
#include "base/lamp-fd.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"
#include "cli/lamp-cli-agent.h"
#include "cli/lamp-cli-json.h"
#include "cli/lamp-cli-story.h"
#include "cli/lamp-cli-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  LampAgent1 *agent; /* NULL: not running */
  gboolean json;
} Asker;

/* O_PATH neither opens nor reads: no watch rings, no FIFO waits. */
static char *
dup_key (const char *path, GError **error)
{
  int fd = open (path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *key = NULL;
  struct stat about = { 0 };

  if (fd < 0)
    {
      g_set_error_literal (error, LAMP_ERROR,
                           errno == ENOENT || errno == ENOTDIR ? LAMP_ERROR_NOT_FOUND : LAMP_ERROR_DENIED,
                           g_strerror (errno));
      return NULL;
    }
  if (fstat (fd, &about) == 0 && S_ISREG (about.st_mode))
    key = lamp_fd_dup_key (fd, error);
  else if (S_ISLNK (about.st_mode))
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED,
                         _ ("it is a symbolic link; name the file that it leads to"));
  else
    g_set_error_literal (error, LAMP_ERROR, LAMP_ERROR_UNSUPPORTED, _ ("it is not a regular file"));
  close (fd);
  return g_steal_pointer (&key);
}

static LampExit
tell_unknown (const Asker *asker, const char *path)
{
  g_autofree char *quoted = lamp_text_quote (path);

  if (asker->json)
    {
      g_autofree char *absolute = g_canonicalize_filename (path, NULL);
      g_autofree char *name = g_path_get_basename (absolute);
      g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .path = absolute, .name = name });
      g_autoptr (LampArtifact) nothing = lamp_artifact_new (&(LampArtifact){ .file = file });
      g_autofree char *text = lamp_artifact_to_text (nothing, LAMP_VIEW_PUBLIC);
      lamp_cli_json_print (text, NULL);
    }
  else
    g_print (_ ("Nothing is known about where %s came from.\n"), quoted);
  return LAMP_EXIT_NOT_FOUND;
}

static LampExit
tell_known (const Asker *asker, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LampArtifact) artifact = NULL;
  g_autofree char *name = NULL;

  if (asker->json)
    return lamp_cli_json_print (text, &error) ? LAMP_EXIT_DONE : lamp_cli_fail (error);
  node = lamp_cli_json_parse (text, &error);
  artifact = node != NULL ? lamp_artifact_from_json (node, &error) : NULL;
  if (artifact == NULL)
    return lamp_cli_fail (error);
  name = lamp_cli_dup_plain (artifact->file != NULL ? artifact->file->name : NULL, 0);
  g_print ("%s\n", name);
  lamp_cli_print_origin (artifact->origin);
  lamp_cli_print_derivation (artifact->derivation);
  lamp_cli_print_file (artifact->file, lamp_time_now ().real_usec);
  return LAMP_EXIT_DONE;
}

static LampExit
ask (const Asker *asker, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = dup_key (path, &error);
  g_autofree char *text = NULL;

  if (key == NULL)
    {
      g_autofree char *quoted = lamp_text_quote (path);
      g_prefix_error (&error, "%s: ", quoted);
      return lamp_cli_fail (error);
    }
  if (asker->agent == NULL)
    return lamp_cli_fail (
        g_error_new_literal (LAMP_ERROR, LAMP_ERROR_UNREACHABLE, _ ("The agent is not running.")));
  if (lamp_agent1_call_find_artifact_sync (asker->agent, key, &text, NULL, &error))
    return tell_known (asker, text);
  if (g_error_matches (error, LAMP_ERROR, LAMP_ERROR_NOT_FOUND))
    return tell_unknown (asker, path);
  return lamp_cli_fail (error);
}

/* A failure says more than a file that nothing is known of. */
static LampExit
worse (LampExit a, LampExit b)
{
  static const int rank[] = {
    [LAMP_EXIT_DONE] = 0,        [LAMP_EXIT_NOT_FOUND] = 1, [LAMP_EXIT_FAILED] = 2,
    [LAMP_EXIT_UNREACHABLE] = 3, [LAMP_EXIT_USAGE] = 4,
  };
  return rank[a] >= rank[b] ? a : b;
}

/**
 * lamp_command_origin:
 * @argc: as in #LampCommandFunc
 * @argv: as in #LampCommandFunc
 *
 * `origin FILE...`: where each file came from. Fetches nothing and reads no file.
 *
 * Returns: the exit code: the worst of the files'
 */
LampExit
lamp_command_origin (int argc, char **argv)
{
  g_auto (LampCommandOptions) options = { .parameters = _ ("FILE…"), .min_words = 1, .max_words = -1 };
  g_autoptr (LampAgent1) agent = NULL;
  Asker asker = { 0 };
  LampExit code = LAMP_EXIT_DONE;

  if (!lamp_command_parse (&options, argc, argv))
    return LAMP_EXIT_USAGE;
  agent = lamp_cli_agent_connect (TRUE, NULL);
  asker.agent = agent;
  asker.json = options.json;
  for (gsize i = 0; options.words[i] != NULL; i++)
    {
      if (i > 0 && !options.json)
        g_print ("\n");
      code = worse (code, ask (&asker, options.words[i]));
    }
  return code;
}
