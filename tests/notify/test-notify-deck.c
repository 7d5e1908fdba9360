/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "notify/lamp-notify-deck.h"

#include "notify/lamp-notify-limits.h"

static LampAlert *
make_alert (const char *id, LampSeverity severity, LampAlertState state)
{
  g_autofree char *name = g_strconcat (id, ".sh", NULL);
  g_autoptr (LampFile) file = lamp_file_new (&(LampFile){ .name = name });
  return lamp_alert_new (
      &(LampAlert){ .id = id, .severity = severity, .state = state, .sentence = id, .file = file });
}

static void
show (LampNotifyDeck *deck, const char *id, LampSeverity severity, gint64 sec)
{
  g_autoptr (LampAlert) alert = make_alert (id, severity, LAMP_ALERT_NEW);
  lamp_notify_deck_show (deck, alert, (1000 + sec) * G_USEC_PER_SEC);
}

/* What a server would be told: "+id" rings, "=id" is quiet, "-id" is withdrawn. */
static char *
drain (LampNotifyDeck *deck)
{
  GString *out = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (LampCard) card = NULL;
      g_autofree char *withdraw = NULL;

      if (!lamp_notify_deck_take_next (deck, &card, &withdraw))
        break;
      if (card != NULL)
        {
          g_string_append_printf (out, "%s%s ", card->quiet ? "=" : "+", card->id);
          lamp_notify_deck_posted (deck, card->id, TRUE);
        }
      else
        {
          g_string_append_printf (out, "-%s ", withdraw);
        }
    }
  return g_string_free (out, FALSE);
}

#define ASSERT_DRAIN(deck, text)                                                                             \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *drained = drain (deck);                                                                 \
    g_assert_cmpstr (drained, ==, text);                                                                     \
  }                                                                                                          \
  G_STMT_END

static void
test_replaced (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  ASSERT_DRAIN (deck, "+a ");
  show (deck, "a", LAMP_SEVERITY_MEDIUM, 1);
  ASSERT_DRAIN (deck, "=a ");
  show (deck, "a", LAMP_SEVERITY_HIGH, 2);
  ASSERT_DRAIN (deck, "+a ");
  show (deck, "a", LAMP_SEVERITY_HIGH, 3);
  ASSERT_DRAIN (deck, "=a ");
  lamp_notify_deck_withdraw (deck, "a");
  ASSERT_DRAIN (deck, "-a ");
  g_assert_cmpuint (lamp_notify_deck_get_shown_count (deck), ==, 0);
}

static void
test_closed_stays_closed (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  ASSERT_DRAIN (deck, "+a ");
  lamp_notify_deck_closed (deck, "a");
  show (deck, "a", LAMP_SEVERITY_MEDIUM, 1);
  ASSERT_DRAIN (deck, "");
  show (deck, "a", LAMP_SEVERITY_HIGH, 2);
  ASSERT_DRAIN (deck, "+a ");
}

static void
test_confirm (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();
  g_autoptr (LampAlert) reported = make_alert ("a", LAMP_SEVERITY_HIGH, LAMP_ALERT_REPORTED);

  show (deck, "a", LAMP_SEVERITY_HIGH, 0);
  ASSERT_DRAIN (deck, "+a ");
  lamp_notify_deck_closed (deck, "a"); /* GNOME closes a card whose button was pressed */
  lamp_notify_deck_confirm (deck, reported);
  lamp_notify_deck_show (deck, reported, 0);
  show (deck, "a", LAMP_SEVERITY_HIGH, 1);
  ASSERT_DRAIN (deck, "=a ");
  lamp_notify_deck_closed (deck, "a");
  g_assert_cmpuint (lamp_notify_deck_get_shown_count (deck), ==, 0);
}

static void
test_answered_elsewhere (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();
  g_autoptr (LampAlert) expected = make_alert ("a", LAMP_SEVERITY_HIGH, LAMP_ALERT_EXPECTED);

  lamp_notify_deck_show (deck, expected, 0);
  ASSERT_DRAIN (deck, "");
  show (deck, "a", LAMP_SEVERITY_HIGH, 0);
  ASSERT_DRAIN (deck, "+a ");
  lamp_notify_deck_show (deck, expected, 0);
  ASSERT_DRAIN (deck, "-a ");
}

static void
test_burst (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  show (deck, "b", LAMP_SEVERITY_MEDIUM, 1);
  show (deck, "c", LAMP_SEVERITY_MEDIUM, 2);
  ASSERT_DRAIN (deck, "+a +b +c ");
  show (deck, "d", LAMP_SEVERITY_MEDIUM, 3);
  ASSERT_DRAIN (deck, "-a -b -c +many ");
  show (deck, "e", LAMP_SEVERITY_MEDIUM, 4);
  ASSERT_DRAIN (deck, "=many ");
  show (deck, "b", LAMP_SEVERITY_HIGH, 5);
  ASSERT_DRAIN (deck, "+many ");
  show (deck, "f", LAMP_SEVERITY_MEDIUM, 60);
  ASSERT_DRAIN (deck, "+f ");
  lamp_notify_deck_withdraw (deck, "a");
  lamp_notify_deck_withdraw (deck, "b");
  lamp_notify_deck_withdraw (deck, "c");
  ASSERT_DRAIN (deck, "=many ");
  lamp_notify_deck_withdraw (deck, "d");
  ASSERT_DRAIN (deck, "-many =e ");
  lamp_notify_deck_withdraw (deck, "e");
  ASSERT_DRAIN (deck, "-e ");
}

static void
test_slow_is_no_burst (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  show (deck, "b", LAMP_SEVERITY_MEDIUM, 4);
  show (deck, "c", LAMP_SEVERITY_MEDIUM, 8);
  show (deck, "d", LAMP_SEVERITY_MEDIUM, 10);
  ASSERT_DRAIN (deck, "+a +b +c +d ");
}

static void
test_burst_put_away (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();
  const char *ids[] = { "a", "b", "c", "d" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    show (deck, ids[i], LAMP_SEVERITY_MEDIUM, 0);
  ASSERT_DRAIN (deck, "+many ");
  lamp_notify_deck_closed (deck, "many");
  show (deck, "a", LAMP_SEVERITY_MEDIUM, 1);
  ASSERT_DRAIN (deck, "");
  show (deck, "a", LAMP_SEVERITY_HIGH, 1);
  ASSERT_DRAIN (deck, "+a ");
}

static void
test_restart_once (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_HIGH, 0);
  show (deck, "b", LAMP_SEVERITY_HIGH, 0);
  ASSERT_DRAIN (deck, "+a +b ");
  lamp_notify_deck_closed (deck, "b");
  lamp_notify_deck_server_gone (deck);
  g_assert_cmpuint (lamp_notify_deck_get_shown_count (deck), ==, 0);
  lamp_notify_deck_server_back (deck);
  ASSERT_DRAIN (deck, "=a ");
  lamp_notify_deck_server_gone (deck);
  lamp_notify_deck_server_back (deck);
  ASSERT_DRAIN (deck, "");
}

static void
test_waiting (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  show (deck, "a", LAMP_SEVERITY_HIGH, 1);
  show (deck, "b", LAMP_SEVERITY_MEDIUM, 100);
  g_assert_cmpuint (lamp_notify_deck_get_waiting_count (deck), ==, 2);
  show (deck, "c", LAMP_SEVERITY_MEDIUM, 200);
  show (deck, "d", LAMP_SEVERITY_MEDIUM, 300);
  lamp_notify_deck_withdraw (deck, "c");
  show (deck, "e", LAMP_SEVERITY_MEDIUM, 400);
  lamp_notify_deck_server_back (deck);
  ASSERT_DRAIN (deck, "+many ");
}

static void
test_failure (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();
  g_autoptr (LampCard) card = NULL;
  g_autofree char *withdraw = NULL;

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  g_assert_true (lamp_notify_deck_take_next (deck, &card, &withdraw));
  g_assert_cmpuint (lamp_notify_deck_get_waiting_count (deck), ==, 1);
  lamp_notify_deck_posted (deck, "a", FALSE);
  ASSERT_DRAIN (deck, "+a ");
  lamp_notify_deck_posted (deck, "never heard of", TRUE);
  lamp_notify_deck_closed (deck, "never heard of");
  lamp_notify_deck_withdraw (deck, "never heard of");
}

static void
test_withdrawn_in_flight (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();
  g_autoptr (LampCard) card = NULL;
  g_autofree char *withdraw = NULL;

  show (deck, "a", LAMP_SEVERITY_MEDIUM, 0);
  g_assert_true (lamp_notify_deck_take_next (deck, &card, &withdraw));
  lamp_notify_deck_withdraw (deck, "a");
  ASSERT_DRAIN (deck, "");
  lamp_notify_deck_posted (deck, "a", TRUE);
  ASSERT_DRAIN (deck, "-a ");
}

static void
test_bounded (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      show (deck, id, LAMP_SEVERITY_HIGH, i * 60);
    }
  g_assert_cmpuint (lamp_notify_deck_get_waiting_count (deck), <=, LAMP_NOTIFY_CARDS);
  for (guint i = 1000; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autofree char *drained = NULL;
      show (deck, id, LAMP_SEVERITY_HIGH, i * 60);
      drained = drain (deck);
      g_assert_nonnull (strstr (drained, id));
    }
  g_assert_cmpuint (lamp_notify_deck_get_shown_count (deck), <=, LAMP_NOTIFY_CARDS);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("burst %u", i);
      show (deck, id, LAMP_SEVERITY_HIGH, 1000000);
    }
  g_assert_cmpuint (lamp_notify_deck_get_waiting_count (deck), <=, 2);
}

static void
test_blind (void)
{
  g_autoptr (LampNotifyDeck) deck = lamp_notify_deck_new ();

  lamp_notify_deck_show_blind (deck, NULL);
  lamp_notify_deck_show_blind (deck, "x");
  show (deck, "a", LAMP_SEVERITY_HIGH, 0);
  ASSERT_DRAIN (deck, "+blind +a ");
  lamp_notify_deck_show_blind (deck, "x");
  ASSERT_DRAIN (deck, "");
  lamp_notify_deck_show_blind (deck, NULL);
  ASSERT_DRAIN (deck, "-blind ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notify-deck/replaced", test_replaced);
  g_test_add_func ("/notify-deck/closed-stays-closed", test_closed_stays_closed);
  g_test_add_func ("/notify-deck/confirm", test_confirm);
  g_test_add_func ("/notify-deck/answered-elsewhere", test_answered_elsewhere);
  g_test_add_func ("/notify-deck/burst", test_burst);
  g_test_add_func ("/notify-deck/slow-is-no-burst", test_slow_is_no_burst);
  g_test_add_func ("/notify-deck/burst-put-away", test_burst_put_away);
  g_test_add_func ("/notify-deck/restart-once", test_restart_once);
  g_test_add_func ("/notify-deck/waiting", test_waiting);
  g_test_add_func ("/notify-deck/failure", test_failure);
  g_test_add_func ("/notify-deck/withdrawn-in-flight", test_withdrawn_in_flight);
  g_test_add_func ("/notify-deck/bounded", test_bounded);
  g_test_add_func ("/notify-deck/blind", test_blind);
  return g_test_run ();
}
