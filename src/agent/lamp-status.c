/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-status.h"

#include "agent/lamp-agent-limits.h"
#include "base/lamp-text.h"
#include "base/lamp-time.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Words of LampArrivalWatcher that mean: what arrives in this folder is not seen. A folder that does not
 * exist yet hides nothing. */
static const char *const blinding[] = { "denied", "watch-limit", "instance-limit", "refused", "probe", NULL };

struct _LampStatus
{
  GPtrArray *folders; /* id, path, id, path ... */
  GQueue problems;    /* JsonObject */
  gboolean unwatched; /* a folder that we meant to watch is not watched */
};

/**
 * lamp_status_new:
 *
 * Returns: (transfer full): nothing known yet
 */
LampStatus *
lamp_status_new (void)
{
  LampStatus *self = g_new0 (LampStatus, 1);

  self->folders = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->problems);
  return self;
}

/**
 * lamp_status_free:
 * @self: (transfer full): a status
 */
void
lamp_status_free (LampStatus *self)
{
  g_ptr_array_unref (self->folders);
  g_queue_clear_full (&self->problems, (GDestroyNotify) json_object_unref);
  g_free (self);
}

/**
 * lamp_status_add_folder:
 * @self: a status
 * @id: a folder's short name
 * @path: the folder
 */
void
lamp_status_add_folder (LampStatus *self, const char *id, const char *path)
{
  g_ptr_array_add (self->folders, g_strdup (id));
  g_ptr_array_add (self->folders, lamp_text_to_utf8 (path));
}

/**
 * lamp_status_add_problem:
 * @self: a status
 * @folder_id: (nullable): the folder
 * @code: stable word
 * @text: plain words; foreign names in it are quoted already
 *
 * The same problem told again takes the place of the older one.
 */
void
lamp_status_add_problem (LampStatus *self, const char *folder_id, const char *code, const char *text)
{
  g_autofree char *time = lamp_time_format (lamp_time_now ().real_usec);
  JsonObject *problem = json_object_new ();

  for (GList *link = self->problems.head; link != NULL; link = link->next)
    if (strcmp (json_object_get_string_member (link->data, "text"), text) == 0)
      {
        json_object_unref (link->data);
        g_queue_delete_link (&self->problems, link);
        break;
      }
  json_object_set_string_member (problem, "time", time);
  json_object_set_string_member (problem, "folder", folder_id != NULL ? folder_id : "");
  json_object_set_string_member (problem, "code", code);
  json_object_set_string_member (problem, "text", text);
  g_queue_push_tail (&self->problems, problem);
  if (g_queue_get_length (&self->problems) > LAMP_AGENT_PROBLEMS_MAX)
    json_object_unref (g_queue_pop_head (&self->problems));
  self->unwatched |= g_strv_contains (blinding, code);
}

/**
 * lamp_status_has_problem:
 * @self: a status
 *
 * Returns: %TRUE if a folder that should be watched is not
 */
gboolean
lamp_status_has_problem (LampStatus *self)
{
  return self->unwatched;
}

/**
 * lamp_status_to_json:
 * @self: a status
 *
 * Returns: (transfer full): `folders` and `problems`
 */
JsonNode *
lamp_status_to_json (LampStatus *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *folders = json_array_new ();
  JsonArray *problems = json_array_new ();

  for (guint i = 0; i + 1 < self->folders->len; i += 2)
    {
      JsonObject *folder = json_object_new ();
      json_object_set_string_member (folder, "id", g_ptr_array_index (self->folders, i));
      json_object_set_string_member (folder, "path", g_ptr_array_index (self->folders, i + 1));
      json_array_add_object_element (folders, folder);
    }
  for (GList *link = self->problems.head; link != NULL; link = link->next)
    json_array_add_object_element (problems, json_object_ref (link->data));
  json_object_set_array_member (object, "folders", folders);
  json_object_set_array_member (object, "problems", problems);
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * lamp_status_get_word:
 * @is_ready: probe and arrivals have answered for every folder
 * @probe: what the probe can see
 * @has_problem: a folder is not watched
 *
 * Until all is watched and listed, nobody may rely on anything being seen: that is "starting".
 *
 * Returns: "starting", "watching", "degraded" or "blind"
 */
const char *
lamp_status_get_word (gboolean is_ready, LampProbeState probe, gboolean has_problem)
{
  if (!is_ready)
    return "starting";
  if (probe == LAMP_PROBE_STATE_BLIND)
    return "blind";
  return probe == LAMP_PROBE_STATE_DEGRADED || has_problem ? "degraded" : "watching";
}
