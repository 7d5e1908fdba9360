/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent/lamp-sweep.h"

#include "agent/lamp-agent-limits.h"
#include "engine/lamp-row.h"
#include "origin/lamp-origin-limits.h"

#include <malloc.h>
#include <string.h>

/** The note in the store that says when somebody last watched: what has not changed since is not looked up.
 */
#define LAST_SEEN "last-seen"

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _LampSweep
{
  GObject parent_instance;

  LampEngine *engine;
  LampOriginFinder *finder;
  LampArrivalWatcher *arrivals;
  LampStore *store;
  gint64 started_real_usec;
  GCancellable *cancellable;
  GPtrArray *files;     /* LampArtifact; sorted from the start on, the newest last */
  GHashTable *evidence; /* key -> array of LampEvidence, until the file is told as finished */
  guint timer;
  gboolean started;
  gboolean ended;
};

G_DEFINE_FINAL_TYPE (LampSweep, lamp_sweep, G_TYPE_OBJECT)

static void
artifact_free (gpointer artifact)
{
  lamp_artifact_unref (artifact);
}

static void
lamp_sweep_dispose (GObject *object)
{
  lamp_sweep_stop (LAMP_SWEEP (object));
  G_OBJECT_CLASS (lamp_sweep_parent_class)->dispose (object);
}

static void
lamp_sweep_finalize (GObject *object)
{
  LampSweep *self = LAMP_SWEEP (object);

  g_ptr_array_unref (self->files);
  g_hash_table_unref (self->evidence);
  g_object_unref (self->cancellable);
  g_object_unref (self->engine);
  g_object_unref (self->finder);
  g_object_unref (self->arrivals);
  g_object_unref (self->store);
  G_OBJECT_CLASS (lamp_sweep_parent_class)->finalize (object);
}

static void
lamp_sweep_class_init (LampSweepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_sweep_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_sweep_finalize;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
lamp_sweep_init (LampSweep *self)
{
  self->cancellable = g_cancellable_new ();
  self->files = g_ptr_array_new_with_free_func (artifact_free);
  self->evidence = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lamp_sweep_new:
 * @engine: knows what is in the ledger
 * @finder: asks the readers
 * @arrivals: looks at what has evidence
 * @store: keeps when somebody last watched
 *
 * Returns: (transfer full): a sweep that collects files
 */
LampSweep *
lamp_sweep_new (LampEngine *engine, LampOriginFinder *finder, LampArrivalWatcher *arrivals, LampStore *store)
{
  LampSweep *self = g_object_new (LAMP_TYPE_SWEEP, NULL);

  self->engine = g_object_ref (engine);
  self->finder = g_object_ref (finder);
  self->arrivals = g_object_ref (arrivals);
  self->store = g_object_ref (store);
  return self;
}

/* When somebody last watched; 0: nobody ever did, or the clock was set back since. */
static gint64
get_last_seen_real_usec (GHashTable *notes, gint64 now_real_usec)
{
  const char *text = g_hash_table_lookup (notes, LAST_SEEN);
  gint64 real_usec = 0;

  if (text == NULL || !lamp_time_parse (text, &real_usec, NULL) || real_usec > now_real_usec)
    return 0;
  return MAX (real_usec - LAMP_AGENT_LAST_SEEN_SLACK_USEC, 0);
}

/* A note that is lost only costs another sweep. */
static void
note_last_seen (LampSweep *self, gint64 real_usec)
{
  g_autofree char *text = lamp_time_format (real_usec);
  LampStoreBatch *batch = lamp_store_batch_new ();

  lamp_store_batch_put_note (batch, LAST_SEEN, text);
  lamp_store_write_async (self->store, batch, NULL, NULL, NULL);
}

/**
 * lamp_sweep_prepare:
 * @self: a sweep
 * @notes: (element-type utf8 utf8): of the store
 * @fresh_days: older files are of no interest
 *
 * Before the first folder is listed. What comes from now on is seen; what is older may have come while nobody
 * watched.
 */
void
lamp_sweep_prepare (LampSweep *self, GHashTable *notes, gint64 fresh_days)
{
  self->started_real_usec = lamp_time_now ().real_usec;
  lamp_arrival_watcher_set_last_seen (self->arrivals, self->started_real_usec);
  lamp_arrival_watcher_set_untold (self->arrivals, self->started_real_usec - fresh_days * LAMP_AGENT_DAY_USEC,
                                   get_last_seen_real_usec (notes, self->started_real_usec));
}

static gint
compare_birth (gconstpointer a, gconstpointer b)
{
  const LampArtifact *const *one = a;
  const LampArtifact *const *other = b;
  gint64 difference = (*one)->file->arrived_real_usec - (*other)->file->arrived_real_usec;

  return difference < 0 ? -1 : difference > 0;
}

static void
keep_newest (LampSweep *self)
{
  g_ptr_array_sort (self->files, compare_birth);
  if (self->files->len > LAMP_AGENT_SWEEP_FILES)
    g_ptr_array_remove_range (self->files, 0, self->files->len - LAMP_AGENT_SWEEP_FILES);
}

/**
 * lamp_sweep_take_untold:
 * @self: a sweep
 * @candidate: a file that was there before anything was seen
 */
void
lamp_sweep_take_untold (LampSweep *self, const LampArtifact *candidate)
{
  if (self->started || lamp_engine_find_artifact (self->engine, candidate->key) != NULL)
    return;
  g_ptr_array_add (self->files, lamp_artifact_ref (candidate));
  if (self->files->len >= 2 * LAMP_AGENT_SWEEP_FILES)
    keep_newest (self);
}

static gboolean
is_about (const LampEvidence *evidence, const LampArtifact *file)
{
  return evidence->observed_real_usec == 0 ||
         evidence->observed_real_usec <= file->file->arrived_real_usec + LAMP_AGENT_SWEEP_RECORD_USEC;
}

static void
take_answer (LampSweep *self, const LampArtifact *file, GPtrArray *evidence)
{
  const LampTime now = lamp_time_now ();

  for (guint i = evidence->len; i > 0; i--)
    if (!is_about (g_ptr_array_index (evidence, i - 1), file))
      g_ptr_array_remove_index (evidence, i - 1);
  if (!lamp_row_is_arrival_evidence (evidence))
    return;
  if (lamp_engine_find_artifact (self->engine, file->key) != NULL)
    {
      lamp_engine_take_evidence (self->engine, file->key, evidence, &now);
      return;
    }
  g_hash_table_replace (self->evidence, g_strdup (file->key), g_ptr_array_ref (evidence));
  lamp_arrival_watcher_look_late (self->arrivals, file->file->path);
}

static void look_on (LampSweep *self);

typedef struct
{
  LampSweep *owner;
  GPtrArray *files;
} Question;

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (LampSweep) self = question->owner;
  g_autoptr (GPtrArray) files = question->files;
  g_autoptr (GPtrArray)
      found = lamp_origin_finder_look_many_finish (LAMP_ORIGIN_FINDER (source), result, NULL);

  g_free (question);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* What a reader could not read is in the finder's status. */
  for (guint i = 0; found != NULL && i < found->len; i++)
    take_answer (self, g_ptr_array_index (files, i), g_ptr_array_index (found, i));
  look_on (self);
}

/* As many as one reader takes; the newest are at the end. */
static GPtrArray *
take_batch (LampSweep *self)
{
  GPtrArray *batch = g_ptr_array_new_with_free_func (artifact_free);
  gsize bytes = 0;

  while (self->files->len > 0 && batch->len < LAMP_ORIGIN_JOB_QUESTIONS)
    {
      const LampArtifact *file = g_ptr_array_index (self->files, self->files->len - 1);
      bytes += strlen (file->file->path);
      if (batch->len > 0 && bytes > LAMP_ORIGIN_JOB_PATH_BYTES)
        break;
      g_ptr_array_add (batch, g_ptr_array_steal_index (self->files, self->files->len - 1));
    }
  return batch;
}

static void
look_on (LampSweep *self)
{
  Question *question;

  if (self->files->len == 0)
    {
      self->ended = TRUE;
      note_last_seen (self, self->started_real_usec);
      malloc_trim (0);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0);
      return;
    }
  question = g_new (Question, 1);
  *question = (Question){ g_object_ref (self), take_batch (self) };
  lamp_origin_finder_look_many_async (self->finder, question->files, self->cancellable, on_looked, question);
}

static gboolean
on_start (gpointer data)
{
  LampSweep *self = data;

  self->timer = 0;
  keep_newest (self);
  look_on (self);
  return G_SOURCE_REMOVE;
}

/**
 * lamp_sweep_start:
 * @self: a sweep
 *
 * Every folder was listed: looks up what was found, one batch after the other. Only the first call counts.
 */
void
lamp_sweep_start (LampSweep *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  self->timer = g_timeout_add (self->files->len > 0 ? LAMP_AGENT_SWEEP_DELAY_MSEC : 0, on_start, self);
}

/**
 * lamp_sweep_stop:
 * @self: a sweep
 *
 * For good, before the store closes: nothing is looked up any more, and all until now was watched.
 */
void
lamp_sweep_stop (LampSweep *self)
{
  if (self->ended)
    note_last_seen (self, lamp_time_now ().real_usec);
  self->ended = FALSE;
  self->started = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

/**
 * lamp_sweep_join:
 * @self: a sweep
 * @found: a file that the monitors tell
 *
 * Returns: (transfer full) (nullable): the file as an artifact, if the sweep found evidence of its arrival;
 * by the wall clock, for in which boot it arrived nobody knows
 */
LampArtifact *
lamp_sweep_join (LampSweep *self, const LampArtifact *found)
{
  GPtrArray *evidence = g_hash_table_lookup (self->evidence, found->key);
  LampArtifact joined = *found;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (LampOrigin) origin = NULL;

  if (evidence == NULL || found->state != LAMP_ARRIVAL_CANDIDATE)
    return NULL;
  list = g_ptr_array_new ();
  for (guint i = 0; i < evidence->len; i++)
    g_ptr_array_add (list, g_ptr_array_index (evidence, i));
  g_ptr_array_add (list, NULL);
  origin = lamp_origin_new (
      &(LampOrigin){ .status = LAMP_ORIGIN_PENDING, .evidence = (const LampEvidence *const *) list->pdata });
  joined.state = LAMP_ARRIVAL_ARTIFACT;
  joined.origin = origin;
  g_hash_table_remove (self->evidence, found->key);
  return lamp_artifact_new (&joined);
}
