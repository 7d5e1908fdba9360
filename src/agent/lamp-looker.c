/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-looker.h"

#include "agent/lamp-agent-limits.h"
#include "base/lamp-time.h"
#include "model/lamp-archive-member.h"

struct _LampLooker
{
  GObject parent_instance;

  LampEngine *engine;
  LampOriginFinder *finder;
  GHashTable *looks; /* key -> Look */
  guint candidates;
};

G_DEFINE_FINAL_TYPE (LampLooker, lamp_looker, G_TYPE_OBJECT)

/* One file that is being looked up. */
typedef struct
{
  LampLooker *owner; /* unowned */
  LampArtifact *artifact;
  gsize next; /* index into the delays */
  guint timer;
} Look;

/* What an answer needs, for the look may be over by then. */
typedef struct
{
  LampLooker *owner;
  char *key;
} Question;

static void
look_free (gpointer data)
{
  Look *look = data;

  if (look->artifact->state == LAMP_ARRIVAL_CANDIDATE)
    look->owner->candidates--;
  g_clear_handle_id (&look->timer, g_source_remove);
  lamp_artifact_unref (look->artifact);
  g_free (look);
}

static void
question_free (Question *question)
{
  g_object_unref (question->owner);
  g_free (question->key);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (LampLooker *owner, const char *key)
{
  Question *question = g_new (Question, 1);

  question->owner = g_object_ref (owner);
  question->key = g_strdup (key);
  return question;
}

static void
lamp_looker_dispose (GObject *object)
{
  LampLooker *self = LAMP_LOOKER (object);

  g_hash_table_remove_all (self->looks);
  G_OBJECT_CLASS (lamp_looker_parent_class)->dispose (object);
}

static void
lamp_looker_finalize (GObject *object)
{
  LampLooker *self = LAMP_LOOKER (object);

  g_hash_table_unref (self->looks);
  g_object_unref (self->engine);
  g_object_unref (self->finder);
  G_OBJECT_CLASS (lamp_looker_parent_class)->finalize (object);
}

static void
lamp_looker_class_init (LampLookerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_looker_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_looker_finalize;
}

static void
lamp_looker_init (LampLooker *self)
{
  self->looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, look_free);
}

/**
 * lamp_looker_new:
 * @engine: takes the answers
 * @finder: asks the readers
 *
 * Returns: (transfer full): a looker with nothing to do
 */
LampLooker *
lamp_looker_new (LampEngine *engine, LampOriginFinder *finder)
{
  LampLooker *self = g_object_new (LAMP_TYPE_LOOKER, NULL);

  self->engine = g_object_ref (engine);
  self->finder = g_object_ref (finder);
  return self;
}

/* The delays count from the arrival; a file that arrived before this start is looked up at once. */
static guint
milliseconds_until (const Look *look, gint64 delay_usec)
{
  const LampTime now = lamp_time_now ();
  const LampTime arrived = lamp_artifact_get_arrived (look->artifact);
  gint64 age_usec = g_strcmp0 (arrived.boot_id, now.boot_id) == 0 ? now.boot_usec - arrived.boot_usec
                                                                  : delay_usec;

  return (guint) (CLAMP (delay_usec - age_usec, 0, 60 * G_USEC_PER_SEC) / 1000);
}

static gboolean on_time (gpointer data);

/* %FALSE when there is no further time to look. */
static gboolean
schedule (Look *look)
{
  gsize count = 0;
  const gint64 *delays = lamp_origin_finder_get_look_delays (look->artifact, &count);

  if (look->next >= count)
    return FALSE;
  look->timer = g_timeout_add (milliseconds_until (look, delays[look->next]), on_time, look);
  look->next++;
  return TRUE;
}

/* A browser's log says the address before its history does; the looks go on until the history confirms it. */
static gboolean
is_answered (const LampArtifact *artifact)
{
  const LampOrigin *origin = artifact != NULL ? artifact->origin : NULL;

  if (artifact == NULL || (origin != NULL && origin->status == LAMP_ORIGIN_UNKNOWN))
    return TRUE;
  if (origin == NULL || origin->status == LAMP_ORIGIN_PENDING)
    return FALSE;
  for (guint i = 0; origin->evidence != NULL && origin->evidence[i] != NULL; i++)
    if (origin->evidence[i]->url != NULL && origin->evidence[i]->confidence == LAMP_EVIDENCE_HIGH)
      return TRUE;
  return FALSE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      evidence = lamp_origin_finder_look_finish (LAMP_ORIGIN_FINDER (source), result, &error);
  LampLooker *self = question->owner;
  const LampTime now = lamp_time_now ();
  Look *look;

  /* What a reader could not read is in the finder's status; a later look may succeed. */
  if (evidence != NULL)
    lamp_engine_take_evidence (self->engine, question->key, evidence, &now);
  look = g_hash_table_lookup (self->looks, question->key);
  if (look == NULL)
    return;
  if (is_answered (lamp_engine_find_artifact (self->engine, question->key)) || !schedule (look))
    g_hash_table_remove (self->looks, question->key);
}

static gboolean
on_time (gpointer data)
{
  Look *look = data;
  LampLooker *self = look->owner;
  LampArtifact *current = lamp_engine_find_artifact (self->engine, look->artifact->key);

  look->timer = 0;
  if (is_answered (current))
    g_hash_table_remove (self->looks, look->artifact->key);
  else
    lamp_origin_finder_look_async (self->finder, current, NULL, on_looked, question_new (self, current->key));
  return G_SOURCE_REMOVE;
}

/* What came out of an archive is in no browser's books, and an old arrival is not confirmed any more. */
static gboolean
is_past (const LampArtifact *artifact)
{
  const LampTime now = lamp_time_now ();
  const LampTime arrived = lamp_artifact_get_arrived (artifact);
  gint64 settle_sec = lamp_origin_finder_get_settle_usec (artifact) / G_USEC_PER_SEC;

  if (artifact->origin == NULL || artifact->origin->status == LAMP_ORIGIN_PENDING)
    return artifact->parent_key != NULL;
  return artifact->parent_key != NULL || lamp_time_age_sec (&arrived, &now) > settle_sec;
}

/**
 * lamp_looker_look:
 * @self: a looker
 * @artifact: a file whose origin is pending, or known from a browser's log only
 *
 * Starts the series of looks for it; does nothing if one runs already, or if there is nothing left to learn.
 */
void
lamp_looker_look (LampLooker *self, const LampArtifact *artifact)
{
  gboolean candidate = artifact->state == LAMP_ARRIVAL_CANDIDATE;
  Look *look;

  if (is_answered (artifact) || is_past (artifact) || g_hash_table_contains (self->looks, artifact->key))
    return;
  if (candidate && self->candidates >= LAMP_AGENT_CANDIDATES_MAX)
    return;
  look = g_new0 (Look, 1);
  look->owner = self;
  look->artifact = lamp_artifact_ref (artifact);
  self->candidates += candidate ? 1 : 0;
  g_hash_table_insert (self->looks, g_strdup (artifact->key), look);
  if (!schedule (look))
    g_hash_table_remove (self->looks, artifact->key);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      members = lamp_origin_finder_list_archive_finish (LAMP_ORIGIN_FINDER (source), result, &error);
  const LampTime now = lamp_time_now ();

  if (members == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* What cannot be listed can still be unpacked: one without a name says that there is something. */
  if (members == NULL)
    {
      members = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_archive_member_unref);
      g_ptr_array_add (members,
                       lamp_archive_member_new (&(LampArchiveMember){ .name = "", .size_bytes = -1 }));
    }
  lamp_engine_take_members (question->owner->engine, question->key, members, &now);
}

/**
 * lamp_looker_list_members:
 * @self: a looker
 * @archive: an archive that arrived
 *
 * Has its members listed, so that what is extracted from it is known as its child.
 */
void
lamp_looker_list_members (LampLooker *self, const LampArtifact *archive)
{
  lamp_origin_finder_list_archive_async (self->finder, archive, NULL, on_listed,
                                         question_new (self, archive->key));
}
