/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "notify/lamp-card.h"

typedef struct _LampNotifyDeck LampNotifyDeck;

/**
 * LampNotifyDeck:
 *
 * Which cards there should be, and which of them the server has yet. Pure bookkeeping: no clock, no server.
 * It holds the rules of disturbing: one card per alert; a card is replaced, and rings again only when the
 * severity rises; a card that the person closed comes back only then; a burst becomes one card; a restarted
 * server gets every card once more, and only once.
 */
LampNotifyDeck *lamp_notify_deck_new (void);
void lamp_notify_deck_free (LampNotifyDeck *self);
void lamp_notify_deck_set_team (LampNotifyDeck *self, const char *team_name, gboolean keeps_reports);

void lamp_notify_deck_show (LampNotifyDeck *self, const LampAlert *alert, gint64 mono_usec);
void lamp_notify_deck_show_blind (LampNotifyDeck *self, const char *text);
void lamp_notify_deck_confirm (LampNotifyDeck *self, const LampAlert *alert);
void lamp_notify_deck_withdraw (LampNotifyDeck *self, const char *id);

gboolean lamp_notify_deck_take_next (LampNotifyDeck *self, LampCard **out_card, char **out_withdraw);
void lamp_notify_deck_posted (LampNotifyDeck *self, const char *id, gboolean ok);
void lamp_notify_deck_closed (LampNotifyDeck *self, const char *id);
void lamp_notify_deck_server_gone (LampNotifyDeck *self);
void lamp_notify_deck_server_back (LampNotifyDeck *self);

guint lamp_notify_deck_get_waiting_count (LampNotifyDeck *self);
guint lamp_notify_deck_get_shown_count (LampNotifyDeck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampNotifyDeck, lamp_notify_deck_free)
