/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "agent/lamp-desk.h"

#include "agent/lamp-agent-limits.h"
#include "base/lamp-time.h"

#include <string.h>

struct _LampDesk
{
  GObject parent_instance;

  LampEngine *engine;
  LampOutbox *outbox;
  LampNotifier *notifier;
  GDBusConnection *bus;
  GHashTable *shown; /* id of an unanswered prompt -> the revision on the screen */
};

G_DEFINE_FINAL_TYPE (LampDesk, lamp_desk, G_TYPE_OBJECT)

static void
lamp_desk_finalize (GObject *object)
{
  LampDesk *self = LAMP_DESK (object);

  g_hash_table_unref (self->shown);
  g_object_unref (self->engine);
  g_object_unref (self->outbox);
  g_object_unref (self->notifier);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (lamp_desk_parent_class)->finalize (object);
}

static void
lamp_desk_class_init (LampDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_desk_finalize;
}

static void
lamp_desk_init (LampDesk *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
on_reported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReport) report = lamp_outbox_report_finish (LAMP_OUTBOX (source), result, &error);

  if (report == NULL)
    g_warning ("the report was not taken: %s", error->message);
}

/* Which rule is narrowest: the content if it is known, else the site. */
static void
expect (LampDesk *self, const char *id)
{
  const LampTime now = lamp_time_now ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRule) rule = lamp_engine_expect (self->engine, id, "content", &now, NULL);

  if (rule == NULL)
    rule = lamp_engine_expect (self->engine, id, "origin", &now, &error);
  /* Nothing to hold a rule on to: the card is still answered. */
  if (rule == NULL)
    lamp_engine_set_alert_state (self->engine, id, LAMP_ALERT_EXPECTED);
}

static void
on_window_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_warning ("the window did not open: %s", error->message);
}

/* The window is its own process; its D-Bus activation starts it where it is not running. A card that stands
 * for many alerts names none: then the list is meant. */
static void
open_window (LampDesk *self, const char *id)
{
  g_autoptr (GVariantBuilder) parameters = g_variant_builder_new (G_VARIANT_TYPE ("av"));
  g_autoptr (GVariantBuilder) platform = g_variant_builder_new (G_VARIANT_TYPE_VARDICT);
  const char *token = lamp_notifier_get_activation_token (self->notifier);

  if (self->bus == NULL)
    return;
  if (token != NULL)
    g_variant_builder_add (platform, "{sv}", "activation-token", g_variant_new_string (token));
  g_variant_builder_add (parameters, "v", g_variant_new_string (id));
  g_dbus_connection_call (self->bus, LAMP_APPLICATION_ID, LAMP_APPLICATION_PATH,
                          "org.freedesktop.Application", *id != '\0' ? "ActivateAction" : "Activate",
                          *id != '\0' ? g_variant_new ("(sava{sv})", "show-alert", parameters, platform)
                                      : g_variant_new ("(a{sv})", platform),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_window_opened, NULL);
}

static void
on_action (LampDesk *self, const char *id, const char *action)
{
  if (strcmp (action, "report") == 0)
    lamp_outbox_report_async (self->outbox, id, NULL, TRUE, on_reported, NULL);
  else if (strcmp (action, "expected") == 0)
    expect (self, id);
  else if (strcmp (action, "details") == 0)
    open_window (self, id);
}

/* An alert that only counted in the card of a burst stays new: nobody has read it. */
static void
on_shown (LampDesk *self, const char *id)
{
  LampAlert *alert = lamp_engine_find_alert (self->engine, id);

  if (alert != NULL && alert->state == LAMP_ALERT_NEW)
    lamp_engine_set_alert_state (self->engine, id, LAMP_ALERT_SHOWN);
}

/**
 * lamp_desk_new:
 * @engine: knows the alerts
 * @outbox: takes reports
 * @notifier: shows cards
 *
 * Returns: (transfer full): a desk with nothing on it
 */
LampDesk *
lamp_desk_new (LampEngine *engine, LampOutbox *outbox, LampNotifier *notifier)
{
  LampDesk *self = g_object_new (LAMP_TYPE_DESK, NULL);

  self->engine = g_object_ref (engine);
  self->outbox = g_object_ref (outbox);
  self->notifier = g_object_ref (notifier);
  g_signal_connect_object (notifier, "action", G_CALLBACK (on_action), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "shown", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * lamp_desk_set_policy:
 * @self: a desk
 * @policy: says who gets reports, and how
 */
void
lamp_desk_set_policy (LampDesk *self, const LampPolicy *policy)
{
  lamp_notifier_set_team (self->notifier, policy->soc_name, g_strcmp0 (policy->soc_method, "spool") == 0);
}

/**
 * lamp_desk_set_connection:
 * @self: a desk
 * @bus: the session bus, over which Details opens the window
 */
void
lamp_desk_set_connection (LampDesk *self, GDBusConnection *bus)
{
  g_set_object (&self->bus, bus);
}

static gboolean
is_waiting (const LampAlert *alert)
{
  return alert->prompted_severity >= LAMP_SEVERITY_MEDIUM && alert->state <= LAMP_ALERT_SHOWN;
}

static void
show (LampDesk *self, const LampAlert *alert)
{
  gint64 *revision = g_new (gint64, 1);

  *revision = alert->revision;
  g_hash_table_replace (self->shown, g_strdup (alert->id), revision);
  lamp_notifier_show (self->notifier, alert);
}

/**
 * lamp_desk_restore:
 * @self: a desk
 * @alerts: (element-type LampAlert): alerts that were stored
 *
 * One that was stored and never shown, because the agent ended in between, is shown now.
 */
void
lamp_desk_restore (LampDesk *self, GPtrArray *alerts)
{
  const gint64 now = lamp_time_now ().real_usec;

  for (guint i = 0; i < alerts->len; i++)
    {
      LampAlert *alert = g_ptr_array_index (alerts, i);
      if (is_waiting (alert) && alert->state == LAMP_ALERT_NEW &&
          now - alert->time_real_usec < LAMP_AGENT_SHOW_LATER_USEC)
        show (self, alert);
      else if (is_waiting (alert))
        g_hash_table_replace (self->shown, g_strdup (alert->id),
                              g_memdup2 (&alert->revision, sizeof (gint64)));
    }
}

static void
answered (LampDesk *self, const LampAlert *alert)
{
  g_hash_table_remove (self->shown, alert->id);
  if (alert->state == LAMP_ALERT_REPORTED)
    lamp_notifier_confirm (self->notifier, alert);
  else
    lamp_notifier_withdraw (self->notifier, alert->id);
}

/**
 * lamp_desk_take_alert:
 * @self: a desk
 * @alert: a revision or state that is on disk
 *
 * A new revision replaces its card; a mere count does not touch it; an answer from anywhere takes it away.
 */
void
lamp_desk_take_alert (LampDesk *self, const LampAlert *alert)
{
  gint64 *revision = g_hash_table_lookup (self->shown, alert->id);

  if (alert->state > LAMP_ALERT_SHOWN)
    {
      if (alert->prompted_severity >= LAMP_SEVERITY_MEDIUM)
        answered (self, alert);
    }
  else if (is_waiting (alert) && (revision == NULL || *revision < alert->revision))
    show (self, alert);
}

/**
 * lamp_desk_get_waiting:
 * @self: a desk
 *
 * Returns: prompts that are not answered
 */
guint
lamp_desk_get_waiting (LampDesk *self)
{
  return g_hash_table_size (self->shown);
}

/**
 * lamp_desk_to_json:
 * @self: a desk
 *
 * Returns: (transfer full): for `status`: the notification server
 */
JsonNode *
lamp_desk_to_json (LampDesk *self)
{
  return lamp_notifier_to_json (self->notifier);
}
