/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "origin/lamp-origin-merge.h"

#include "base/lamp-text.h"

#include <string.h>

/* Of two equally sure sources the earlier one here speaks: a browser's own finished record first. */
static const char *const ranks[] = {
  "firefox-places", "chromium-history", "chromium-log", "xattr", "gvfs", "recently-used",
};

static guint
get_rank (const LampEvidence *evidence)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    if (g_strcmp0 (ranks[i], evidence->source) == 0)
      return i;
  return G_N_ELEMENTS (ranks);
}

static gboolean
says_the_same (const LampEvidence *a, const LampEvidence *b)
{
  return g_strcmp0 (a->source, b->source) == 0 && g_strcmp0 (a->url, b->url) == 0 &&
         g_strcmp0 (a->referrer, b->referrer) == 0 && g_strcmp0 (a->page, b->page) == 0 &&
         g_strcmp0 (a->app, b->app) == 0 && g_strcmp0 (a->account, b->account) == 0 &&
         g_strcmp0 (a->message_id, b->message_id) == 0;
}

/* Surest first, each once. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const LampEvidence *left = *(const LampEvidence *const *) a;
  const LampEvidence *right = *(const LampEvidence *const *) b;

  if (left->confidence != right->confidence)
    return (int) right->confidence - (int) left->confidence;
  return (int) get_rank (left) - (int) get_rank (right);
}

static gboolean
is_confirmed (const LampEvidence *evidence, GPtrArray *all)
{
  for (guint i = 0; evidence->url != NULL && i < all->len; i++)
    {
      const LampEvidence *other = all->pdata[i];
      if (other->confidence == LAMP_EVIDENCE_HIGH && g_strcmp0 (other->source, evidence->source) != 0 &&
          g_strcmp0 (other->url, evidence->url) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Two sources that do not know of each other and name one URL: each is as sure as the surer one. */
static GPtrArray *
sort_evidence (GPtrArray *evidence)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) lamp_evidence_unref);

  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      LampEvidence copy = *(const LampEvidence *) evidence->pdata[i];
      gboolean there = FALSE;

      for (guint k = 0; k < sorted->len; k++)
        there = there || says_the_same (sorted->pdata[k], &copy);
      if (there)
        continue;
      if (is_confirmed (&copy, evidence))
        copy.confidence = LAMP_EVIDENCE_HIGH;
      g_ptr_array_add (sorted, lamp_evidence_new (&copy));
    }
  g_ptr_array_sort (sorted, compare);
  return sorted;
}

/* The page and referrer of another URL's evidence would be another story: only the same URL's, or those of a
 * source that names none, are taken. */
static gboolean
may_complete (const LampEvidence *evidence, const LampOrigin *origin)
{
  return origin->url == NULL || evidence->url == NULL || g_strcmp0 (evidence->url, origin->url) == 0;
}

static void
fill (LampOrigin *origin, const GPtrArray *sorted)
{
  for (guint i = 0; i < sorted->len && origin->url == NULL; i++)
    {
      const LampEvidence *evidence = sorted->pdata[i];
      origin->url = evidence->url;
    }
  for (guint i = 0; i < sorted->len; i++)
    {
      const LampEvidence *evidence = sorted->pdata[i];
      if (!may_complete (evidence, origin))
        continue;
      origin->referrer = origin->referrer != NULL ? origin->referrer : evidence->referrer;
      origin->page = origin->page != NULL ? origin->page : evidence->page;
      origin->app = origin->app != NULL ? origin->app : evidence->app;
      origin->account = origin->account != NULL ? origin->account : evidence->account;
      origin->message_id = origin->message_id != NULL ? origin->message_id : evidence->message_id;
      origin->private = origin->private || evidence->private;
    }
}

/* The family is known from the temporary name, also when the browser kept no record. Chromium's family has
 * many names, so only Firefox's is told. */
static const char *
get_family_app (const LampArtifact *artifact)
{
  return artifact != NULL && g_strcmp0 (artifact->family, "firefox") == 0 ? "Firefox" : NULL;
}

/**
 * lamp_origin_merge:
 * @evidence: (element-type LampEvidence) (nullable): what the looks brought, in any order, also twice
 * @artifact: the file
 * @settled: no source can answer any more
 *
 * Pure. Puts the evidence together: the surest source names the URL, and only evidence that agrees with it
 * adds page, referrer and application. Channel and standing are for policy; they stay unknown here.
 *
 * Returns: (transfer full): the origin: known when a URL, page, account or message is known; pending while
 * that may still come; unknown, which is not benign, otherwise
 */
LampOrigin *
lamp_origin_merge (GPtrArray *evidence, const LampArtifact *artifact, gboolean settled)
{
  g_autoptr (GPtrArray) sorted = sort_evidence (evidence);
  g_autofree char *host = NULL;
  LampOrigin origin = { .channel = LAMP_CHANNEL_UNKNOWN, .standing = LAMP_STANDING_UNKNOWN };
  gboolean known;

  fill (&origin, sorted);
  if (origin.app == NULL)
    origin.app = get_family_app (artifact);
  host = lamp_url_dup_host (origin.url);
  if (host == NULL)
    host = lamp_url_dup_host (origin.page);
  if (host == NULL)
    host = lamp_url_dup_host (origin.referrer);
  origin.host = host;
  known = origin.url != NULL || origin.page != NULL || origin.account != NULL || origin.message_id != NULL;
  origin.status = known ? LAMP_ORIGIN_KNOWN : settled ? LAMP_ORIGIN_UNKNOWN : LAMP_ORIGIN_PENDING;
  g_ptr_array_add (sorted, NULL);
  origin.evidence = (const LampEvidence *const *) sorted->pdata;
  return lamp_origin_new (&origin);
}
