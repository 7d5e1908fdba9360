/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "notify/lamp-card.h"

#include "notify/lamp-notify-limits.h"

#include "base/lamp-limits.h"
#include "base/lamp-text.h"

#include <glib/gi18n-lib.h>

static const char *const urgency_nicks[] = { "low", "normal", "critical", NULL };

static const LampField card_fields[] = {
  { "id", LAMP_FIELD_STRING, offsetof (LampCard, id) },
  { "title", LAMP_FIELD_STRING, offsetof (LampCard, title) },
  { "body", LAMP_FIELD_STRING, offsetof (LampCard, body) },
  { "urgency", LAMP_FIELD_ENUM, offsetof (LampCard, urgency), .nicks = urgency_nicks },
  { "stays", LAMP_FIELD_BOOLEAN, offsetof (LampCard, stays) },
  { "quiet", LAMP_FIELD_BOOLEAN, offsetof (LampCard, quiet) },
  { "actions", LAMP_FIELD_MAP, offsetof (LampCard, actions) },
  { NULL },
};

LAMP_DEFINE_VALUE (LampCard, lamp_card, card_fields)

static const char *
get_title (LampSeverity severity)
{
  return severity >= LAMP_SEVERITY_HIGH ? _ ("Downloaded File Was Run") : _ ("A Downloaded Program Started");
}

/* detect puts the strongest first; what only speaks for the file is no reason to be disturbed. */
static const char *
get_first_reason (const LampAlert *alert)
{
  const LampReason *first = alert->reasons != NULL ? alert->reasons[0] : NULL;

  return first != NULL && first->weight > 0 ? first->text : NULL;
}

/**
 * lamp_card_new_for_alert:
 * @alert: an alert
 * @quiet: the person has been told already
 *
 * The sentence, then the strongest reason in words. No score and no technique: those are in the window.
 *
 * Returns: (transfer full): the card
 */
LampCard *
lamp_card_new_for_alert (const LampAlert *alert, gboolean quiet)
{
  const char *const actions[] = { LAMP_CARD_ACTION_REPORT,
                                  _ ("Report"),
                                  LAMP_CARD_ACTION_EXPECTED,
                                  _ ("I Expected This"),
                                  LAMP_CARD_ACTION_DETAILS,
                                  _ ("Details"),
                                  NULL };
  gboolean high = alert->severity >= LAMP_SEVERITY_HIGH;
  g_autofree char *sentence = lamp_text_line (alert->sentence, LAMP_NOTIFY_BODY_CHARS);
  g_autofree char *reason = lamp_text_line (get_first_reason (alert), LAMP_NOTIFY_BODY_CHARS);
  g_autofree char *body = *reason != '\0' ? g_strconcat (sentence, "\n", reason, NULL) : g_strdup (sentence);

  return lamp_card_new (&(LampCard){ .id = alert->id,
                                     .title = get_title (alert->severity),
                                     .body = body,
                                     .urgency = high ? LAMP_CARD_CRITICAL : LAMP_CARD_NORMAL,
                                     .stays = high,
                                     .quiet = quiet,
                                     .actions = actions });
}

/**
 * lamp_card_new_for_many:
 * @first: the one that is named
 * @more_count: how many others
 * @severity: the highest of them all
 * @quiet: the person has been told already
 *
 * One card for a burst. It can only be opened: one press must never report, or teach, what was not read.
 *
 * Returns: (transfer full): the card
 */
LampCard *
lamp_card_new_for_many (const LampAlert *first, guint more_count, LampSeverity severity, gboolean quiet)
{
  const char *const actions[] = { LAMP_CARD_ACTION_DETAILS, _ ("Details"), NULL };
  gboolean high = severity >= LAMP_SEVERITY_HIGH;
  g_autofree char *name = NULL;
  g_autofree char *body = NULL;

  if (first->file != NULL && first->file->name != NULL)
    name = lamp_text_show (first->file->name, LAMP_SHOWN_NAME_CHARS);
  else
    name = g_strdup (_ ("A downloaded file"));
  /* Translators: a file name, and how many others there are */
  body = g_strdup_printf (ngettext ("%s and %u more downloaded file were run.",
                                    "%s and %u more downloaded files were run.", more_count),
                          name, more_count);
  return lamp_card_new (
      &(LampCard){ .id = LAMP_CARD_MANY,
                   .title = high ? _ ("Downloaded Files Were Run") : _ ("Downloaded Programs Started"),
                   .body = body,
                   .urgency = high ? LAMP_CARD_CRITICAL : LAMP_CARD_NORMAL,
                   .stays = high,
                   .quiet = quiet,
                   .actions = actions });
}

/**
 * lamp_card_new_for_report:
 * @alert: an alert that was reported
 * @team_name: (nullable): who gets it; %NULL where nobody is set up
 * @keeps_reports: delivered is no more than saved on this computer
 *
 * Says only what is so: a report that is not delivered yet is saved, not sent.
 *
 * Returns: (transfer full): the card
 */
LampCard *
lamp_card_new_for_report (const LampAlert *alert, const char *team_name, gboolean keeps_reports)
{
  const char *const actions[] = { LAMP_CARD_ACTION_DETAILS, _ ("Details"), NULL };
  gboolean delivered = alert->report_state == LAMP_REPORT_DELIVERED;
  g_autofree char *team = lamp_text_line (team_name, LAMP_NOTIFY_BODY_CHARS);
  g_autofree char *body = NULL;

  if (team_name == NULL)
    body = g_strdup (_ ("Saved on this computer. No security team is set up yet."));
  else if (keeps_reports)
    body = g_strdup_printf (_ ("Saved on this computer for %s."), team);
  else if (delivered)
    body = g_strdup_printf (_ ("Reported to %s. Thank you. The answer will appear here."), team);
  else
    body = g_strdup_printf (_ ("Saved. It goes to %s when you are online."), team);
  return lamp_card_new (&(LampCard){
      .id = alert->id,
      .title = team_name != NULL && delivered && !keeps_reports ? _ ("Report Sent") : _ ("Report Saved"),
      .body = body,
      .urgency = LAMP_CARD_LOW,
      .quiet = TRUE,
      .actions = actions });
}

/**
 * lamp_card_new_for_blind:
 * @text: what cannot be seen, and since when
 *
 * Returns: (transfer full): the card
 */
LampCard *
lamp_card_new_for_blind (const char *text)
{
  const char *const actions[] = { LAMP_CARD_ACTION_DETAILS, _ ("Details"), NULL };
  g_autofree char *body = lamp_text_line (text, LAMP_NOTIFY_BODY_CHARS);

  return lamp_card_new (&(LampCard){ .id = LAMP_CARD_BLIND,
                                     .title = _ ("Gatelamp Cannot See Downloads"),
                                     .body = body,
                                     .urgency = LAMP_CARD_NORMAL,
                                     .actions = actions });
}

/**
 * lamp_card_dup_body:
 * @self: a card
 * @server: (nullable): who shows it
 *
 * The body holds foreign names. Where the server reads markup they are escaped; where it does not, an escape
 * would be shown as it stands. A server without buttons is told where the buttons are.
 *
 * Returns: (transfer full): the body as @server must get it
 */
char *
lamp_card_dup_body (const LampCard *self, const LampNotifyServer *server)
{
  g_autofree char *text = g_strdup (self->body);

  if (server != NULL && self->actions != NULL && !lamp_notify_server_has (server, "actions"))
    {
      g_autofree char *plain = g_steal_pointer (&text);
      text = g_strconcat (plain, "\n", _ ("Open Gatelamp to answer."), NULL);
    }
  if (lamp_notify_server_has (server, "body-markup"))
    return g_markup_escape_text (text, -1);
  return g_steal_pointer (&text);
}
