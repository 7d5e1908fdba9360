/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "notify/lamp-notify-deck.h"

#include "notify/lamp-notify-limits.h"

typedef struct
{
  char *id;
  LampAlert *alert;       /* NULL: many, blind */
  char *text;             /* blind */
  LampSeverity told;      /* the highest that has disturbed */
  LampSeverity in_flight; /* the severity of the card on its way */
  gint64 prompted_mono_usec;
  gboolean dirty;     /* has to be posted */
  gboolean flying;    /* with the worker */
  gboolean on_screen; /* the server has it */
  gboolean closed;    /* the person or the server put it away */
  gboolean withdrawn; /* has to be taken from the screen, then forgotten */
  gboolean answered;  /* its card says what became of the report */
  gboolean folded;    /* it is one of the many */
  gboolean lost;      /* was on the screen of a server that is gone */
  gboolean restored;  /* was posted again after a restart */
} Slot;

struct _LampNotifyDeck
{
  GPtrArray *slots; /* oldest first */
  char *team_name;
  gboolean keeps_reports;
};

static void
slot_free (gpointer data)
{
  Slot *slot = data;
  g_free (slot->id);
  lamp_alert_unref (slot->alert);
  g_free (slot->text);
  g_free (slot);
}

static Slot *
find (LampNotifyDeck *self, const char *id)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (g_strcmp0 (slot->id, id) == 0)
        return slot;
    }
  return NULL;
}

/* What is over or merely known goes first; a card on the screen, last. */
static void
make_room (LampNotifyDeck *self)
{
  Slot *victim = NULL;

  if (self->slots->len < LAMP_NOTIFY_CARDS)
    return;
  for (guint i = 0; i < self->slots->len && victim == NULL; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (!slot->on_screen && !slot->flying && !slot->dirty && !slot->folded)
        victim = slot;
    }
  for (guint i = 0; i < self->slots->len && victim == NULL; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (slot->folded || (!slot->on_screen && !slot->flying && slot->alert != NULL))
        victim = slot;
    }
  if (victim == NULL)
    victim = g_ptr_array_index (self->slots, 0);
  if (victim->on_screen && self->slots->len < 2 * LAMP_NOTIFY_CARDS)
    victim->withdrawn = TRUE;
  else
    g_ptr_array_remove (self->slots, victim);
}

static Slot *
add (LampNotifyDeck *self, const char *id)
{
  Slot *slot;

  make_room (self);
  slot = g_new0 (Slot, 1);
  slot->id = g_strdup (id);
  g_ptr_array_add (self->slots, slot);
  return slot;
}

static void
forget (LampNotifyDeck *self, Slot *slot)
{
  if (slot->on_screen || slot->flying)
    {
      slot->withdrawn = TRUE;
      slot->dirty = FALSE;
    }
  else
    {
      g_ptr_array_remove (self->slots, slot);
    }
}

static gboolean
is_one_of_many (const Slot *slot)
{
  return slot->folded && !slot->closed && !slot->withdrawn;
}

static guint
count_many (LampNotifyDeck *self, LampSeverity *out_severity, const LampAlert **out_first)
{
  guint count = 0;
  LampSeverity severity = LAMP_SEVERITY_NONE;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);
      if (!is_one_of_many (slot))
        continue;
      count++;
      if (slot->alert->severity > severity)
        {
          severity = slot->alert->severity;
          *out_first = slot->alert;
        }
    }
  *out_severity = severity;
  return count;
}

static void
refresh_many (LampNotifyDeck *self)
{
  Slot *many = find (self, LAMP_CARD_MANY);
  const LampAlert *first = NULL;
  LampSeverity severity;

  if (count_many (self, &severity, &first) == 0)
    {
      if (many != NULL)
        forget (self, many);
      return;
    }
  if (many == NULL)
    many = add (self, LAMP_CARD_MANY);
  if (many->closed)
    many->told = LAMP_SEVERITY_NONE;
  many->closed = many->withdrawn = FALSE;
  many->dirty = TRUE;
}

/* Its own card, if it has one, goes; the one of the many speaks for it. */
static void
fold (Slot *slot)
{
  slot->folded = TRUE;
  slot->closed = FALSE;
  slot->dirty = FALSE;
}

static gboolean
is_recent_prompt (const Slot *slot, gint64 mono_usec)
{
  return slot->alert != NULL && !slot->answered && !slot->withdrawn && !slot->closed &&
         mono_usec - slot->prompted_mono_usec < LAMP_NOTIFY_BURST_SEC * G_USEC_PER_SEC;
}

static void
fold_burst (LampNotifyDeck *self, gint64 mono_usec)
{
  guint count = 0;

  for (guint i = 0; i < self->slots->len; i++)
    count += is_recent_prompt (g_ptr_array_index (self->slots, i), mono_usec);
  if (count <= LAMP_NOTIFY_BURST_PROMPTS)
    return;
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (is_recent_prompt (slot, mono_usec) && !slot->folded)
        fold (slot);
    }
  refresh_many (self);
}

/* A burst that shrank to one is no burst: its card comes back, without ringing. */
static void
unfold_last (LampNotifyDeck *self, Slot *many)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (!is_one_of_many (slot))
        continue;
      slot->folded = FALSE;
      slot->dirty = TRUE;
      slot->told = MAX (slot->told, many->told);
    }
  forget (self, many);
}

static void
leave_many (LampNotifyDeck *self)
{
  Slot *many = find (self, LAMP_CARD_MANY);
  const LampAlert *first = NULL;
  LampSeverity severity;

  if (many != NULL && count_many (self, &severity, &first) == 1)
    unfold_last (self, many);
  else
    refresh_many (self);
}

static LampCard *
make_card (LampNotifyDeck *self, Slot *slot)
{
  const LampAlert *first = NULL;
  guint count;

  if (g_str_equal (slot->id, LAMP_CARD_BLIND))
    return lamp_card_new_for_blind (slot->text);
  if (g_str_equal (slot->id, LAMP_CARD_MANY))
    {
      count = count_many (self, &slot->in_flight, &first);
      return lamp_card_new_for_many (first, count - 1, slot->in_flight, slot->in_flight <= slot->told);
    }
  slot->in_flight = slot->alert->severity;
  if (slot->answered)
    return lamp_card_new_for_report (slot->alert, self->team_name, self->keeps_reports);
  return lamp_card_new_for_alert (slot->alert, slot->in_flight <= slot->told);
}

static gboolean
take_withdrawal (LampNotifyDeck *self, char **out_withdraw)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (slot->flying || !slot->on_screen || !(slot->withdrawn || slot->folded))
        continue;
      *out_withdraw = g_strdup (slot->id);
      slot->on_screen = FALSE;
      if (slot->withdrawn)
        g_ptr_array_remove (self->slots, slot);
      return TRUE;
    }
  return FALSE;
}

static guint
get_rank (const Slot *slot)
{
  if (slot->alert == NULL)
    return LAMP_SEVERITY_HIGH + 1;
  return slot->answered ? LAMP_SEVERITY_NONE : slot->alert->severity;
}

/**
 * lamp_notify_deck_new:
 *
 * Returns: (transfer full): an empty deck
 */
LampNotifyDeck *
lamp_notify_deck_new (void)
{
  LampNotifyDeck *self = g_new0 (LampNotifyDeck, 1);
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  return self;
}

/**
 * lamp_notify_deck_free:
 * @self: (transfer full): a deck
 */
void
lamp_notify_deck_free (LampNotifyDeck *self)
{
  g_ptr_array_unref (self->slots);
  g_free (self->team_name);
  g_free (self);
}

/**
 * lamp_notify_deck_set_team:
 * @self: a deck
 * @team_name: (nullable): who gets reports; %NULL: nobody is set up
 * @keeps_reports: they stay in the spool folder of this computer, for something else to carry on
 */
void
lamp_notify_deck_set_team (LampNotifyDeck *self, const char *team_name, gboolean keeps_reports)
{
  g_free (self->team_name);
  self->team_name = g_strdup (team_name);
  self->keeps_reports = keeps_reports;
}

/**
 * lamp_notify_deck_show:
 * @self: a deck
 * @alert: a revision of an alert
 * @mono_usec: now, g_get_monotonic_time()
 *
 * An alert that is answered has no card any more, whoever answered it and wherever.
 */
void
lamp_notify_deck_show (LampNotifyDeck *self, const LampAlert *alert, gint64 mono_usec)
{
  Slot *slot = find (self, alert->id);

  if (slot != NULL && (slot->answered || slot->withdrawn))
    return;
  if (alert->state >= LAMP_ALERT_REPORTED)
    {
      lamp_notify_deck_withdraw (self, alert->id);
      return;
    }
  if (slot == NULL)
    {
      slot = add (self, alert->id);
      slot->prompted_mono_usec = mono_usec;
    }
  lamp_alert_unref (slot->alert);
  slot->alert = lamp_alert_ref (alert);
  if (slot->folded && !slot->closed)
    {
      refresh_many (self);
      return;
    }
  if (slot->closed && alert->severity <= slot->told)
    return;
  slot->folded = slot->closed = FALSE;
  slot->dirty = TRUE;
  fold_burst (self, mono_usec);
}

/**
 * lamp_notify_deck_show_blind:
 * @self: a deck
 * @text: (nullable): what cannot be seen; %NULL: all can be seen again
 */
void
lamp_notify_deck_show_blind (LampNotifyDeck *self, const char *text)
{
  Slot *slot = find (self, LAMP_CARD_BLIND);

  if (text == NULL)
    {
      if (slot != NULL)
        forget (self, slot);
      return;
    }
  if (slot == NULL)
    slot = add (self, LAMP_CARD_BLIND);
  else if (g_strcmp0 (slot->text, text) == 0 && !slot->withdrawn)
    return;
  g_free (slot->text);
  slot->text = g_strdup (text);
  slot->withdrawn = FALSE;
  slot->dirty = TRUE;
}

/**
 * lamp_notify_deck_confirm:
 * @self: a deck
 * @alert: an alert that was reported
 *
 * Its card now says what became of the report. Called again after delivery, it says that.
 */
void
lamp_notify_deck_confirm (LampNotifyDeck *self, const LampAlert *alert)
{
  Slot *slot = find (self, alert->id);
  gboolean was_folded;

  if (slot == NULL)
    slot = add (self, alert->id);
  was_folded = slot->folded;
  lamp_alert_unref (slot->alert);
  slot->alert = lamp_alert_ref (alert);
  slot->folded = slot->withdrawn = slot->closed = FALSE;
  slot->answered = slot->dirty = TRUE;
  if (was_folded)
    leave_many (self);
}

/**
 * lamp_notify_deck_withdraw:
 * @self: a deck
 * @id: an alert's
 */
void
lamp_notify_deck_withdraw (LampNotifyDeck *self, const char *id)
{
  Slot *slot = find (self, id);
  gboolean was_folded;

  if (slot == NULL)
    return;
  was_folded = slot->folded;
  slot->folded = FALSE;
  forget (self, slot);
  if (was_folded)
    leave_many (self);
}

/**
 * lamp_notify_deck_take_next:
 * @self: a deck
 * @out_card: (out) (transfer full): a card to post; then lamp_notify_deck_posted() is owed
 * @out_withdraw: (out) (transfer full): or the id of one to take from the screen
 *
 * Withdrawals first: a screen must not hold a card and the one that replaces it. Then the gravest, then the
 * oldest.
 *
 * Returns: %FALSE when there is nothing to do
 */
gboolean
lamp_notify_deck_take_next (LampNotifyDeck *self, LampCard **out_card, char **out_withdraw)
{
  Slot *next = NULL;

  if (take_withdrawal (self, out_withdraw))
    return TRUE;
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (slot->dirty && !slot->flying && !slot->withdrawn &&
          (next == NULL || get_rank (slot) > get_rank (next)))
        next = slot;
    }
  if (next == NULL)
    return FALSE;
  *out_card = make_card (self, next);
  next->dirty = FALSE;
  next->flying = TRUE;
  return TRUE;
}

/**
 * lamp_notify_deck_posted:
 * @self: a deck
 * @id: of the card that was taken
 * @ok: the server has it
 */
void
lamp_notify_deck_posted (LampNotifyDeck *self, const char *id, gboolean ok)
{
  Slot *slot = find (self, id);

  if (slot == NULL || !slot->flying)
    return;
  slot->flying = FALSE;
  slot->on_screen = slot->on_screen || ok;
  if (ok)
    slot->told = MAX (slot->told, slot->in_flight);
  else
    slot->dirty = TRUE;
  if (slot->withdrawn && !slot->on_screen)
    g_ptr_array_remove (self->slots, slot);
}

/**
 * lamp_notify_deck_closed:
 * @self: a deck
 * @id: of a card that was put away
 */
void
lamp_notify_deck_closed (LampNotifyDeck *self, const char *id)
{
  Slot *slot = find (self, id);

  if (slot == NULL)
    return;
  slot->on_screen = FALSE;
  slot->closed = TRUE;
  for (guint i = 0; g_str_equal (id, LAMP_CARD_MANY) && i < self->slots->len; i++)
    {
      Slot *one = g_ptr_array_index (self->slots, i);
      if (!one->folded)
        continue;
      one->closed = TRUE;
      one->told = MAX (one->told, one->alert->severity);
    }
  if (!slot->flying && (slot->withdrawn || (slot->answered && !slot->dirty)))
    g_ptr_array_remove (self->slots, slot);
}

/**
 * lamp_notify_deck_server_gone:
 * @self: a deck
 *
 * Nothing is on a screen any more.
 */
void
lamp_notify_deck_server_gone (LampNotifyDeck *self)
{
  for (guint i = self->slots->len; i > 0; i--)
    {
      Slot *slot = g_ptr_array_index (self->slots, i - 1);

      slot->lost = slot->on_screen && !slot->restored && !slot->answered && !slot->folded;
      slot->dirty = (slot->dirty || slot->flying) && !slot->withdrawn;
      slot->on_screen = slot->flying = FALSE;
      if (slot->withdrawn)
        g_ptr_array_remove (self->slots, slot);
    }
}

/**
 * lamp_notify_deck_server_back:
 * @self: a deck
 *
 * What was on the screen comes back once: a server that dies of our card must not be killed for ever. What
 * waited and would flood the screen becomes one card.
 */
void
lamp_notify_deck_server_back (LampNotifyDeck *self)
{
  guint waiting = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (slot->lost)
        slot->dirty = slot->restored = TRUE;
      slot->lost = FALSE;
      waiting += slot->dirty && slot->alert != NULL && !slot->answered;
    }
  if (waiting <= LAMP_NOTIFY_BURST_PROMPTS)
    return;
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = g_ptr_array_index (self->slots, i);
      if (slot->dirty && slot->alert != NULL && !slot->answered)
        fold (slot);
    }
  refresh_many (self);
}

/**
 * lamp_notify_deck_get_waiting_count:
 * @self: a deck
 *
 * Returns: how many cards the server does not have yet
 */
guint
lamp_notify_deck_get_waiting_count (LampNotifyDeck *self)
{
  guint count = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);
      count += slot->dirty || slot->flying;
    }
  return count;
}

/**
 * lamp_notify_deck_get_shown_count:
 * @self: a deck
 *
 * Returns: how many cards are on the screen, as far as the server says
 */
guint
lamp_notify_deck_get_shown_count (LampNotifyDeck *self)
{
  guint count = 0;

  for (guint i = 0; i < self->slots->len; i++)
    count += ((const Slot *) g_ptr_array_index (self->slots, i))->on_screen;
  return count;
}
