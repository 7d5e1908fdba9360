/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Speaks the wire as the probe does, and misbehaves as FAKE_PROBE_MODE says. Every command that it is given
 * but `ping` is added to the file that FAKE_PROBE_LOG names. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY "9f3c6a0112b4d7e8-1-0c4a020077f1a2b3"

static void
event (unsigned long *seq, const char *rest)
{
  printf ("{\"event\":%s,\"seq\":%lu,\"boot_usec\":5000000,\"real_usec\":1700000000000000}\n", rest, ++*seq);
}

static void
greet (unsigned long *seq)
{
  char hello[256];

  snprintf (hello, sizeof hello,
            "\"hello\",\"version\":1,\"pid\":%d,\"uid\":1000,\"boot_id\":\"b-o-o-t\",\"kernel\":\"6.1\"",
            getpid ());
  event (seq, hello);
  event (seq, "\"sensor\",\"sensor\":\"connector\",\"folder\":null,\"state\":\"refused\",\"errno\":\"EPERM\","
              "\"detail\":null");
}

static void
misbehave (const char *mode, unsigned long *seq)
{
  if (strcmp (mode, "die-at-once") == 0)
    exit (1);
  greet (seq);
  if (strcmp (mode, "nonsense") == 0)
    for (int i = 0; i < 1000; i++)
      puts (i % 2 == 0 ? "{\"event\":\"exec\"" : "\xff\xfe[[[[[[[[[[[[");
  if (strcmp (mode, "some-nonsense") == 0)
    *seq += 4;
  if (strcmp (mode, "some-nonsense") == 0)
    puts ("nonsense\n{}\n\n{\"event\":\"read\",\"seq\":\"x\"}");
  if (strcmp (mode, "long") == 0)
    {
      for (int i = 0; i < 3000000; i++)
        putchar ('x');
      putchar ('\n');
    }
  if (strcmp (mode, "lost-marks") == 0)
    event (seq, "\"lost\",\"what\":\"marks\",\"count\":2");
  if (strcmp (mode, "gap") == 0)
    *seq += 7;
  if (strcmp (mode, "flood") == 0)
    for (int i = 0; i < 50000; i++)
      event (seq, "\"read\",\"key\":\"" KEY "\",\"path\":\"/a\",\"count\":1");
  if (strcmp (mode, "last-words") == 0)
    {
      event (seq, "\"read\",\"key\":\"" KEY "\",\"path\":\"/a\",\"count\":3");
      fflush (stdout);
      exit (3);
    }
  fflush (stdout);
  while (strcmp (mode, "deaf") == 0)
    pause ();
}

static void
answer (const char *mode, char *line, unsigned long *seq, bool *forgotten)
{
  const char *verb = strtok (line, " \n");
  const char *first = strtok (NULL, " \n");
  const char *second = strtok (NULL, " \n");
  char text[20000];

  if (verb == NULL || strcmp (mode, "mute") == 0)
    return;
  if (strcmp (verb, "watch") == 0 && strcmp (mode, "lost-answer") == 0 && !*forgotten)
    {
      event (seq, "\"lost\",\"what\":\"output\",\"count\":1");
      *forgotten = true;
    }
  else if (strcmp (verb, "watch") == 0 && first != NULL && second != NULL)
    {
      bool refused = strstr (second, "refused") != NULL;
      snprintf (
          text, sizeof text,
          "\"folder\",\"folder\":\"%s\",\"path\":\"%s\",\"state\":\"%s\",\"sensor\":\"%s\",\"errno\":%s,"
          "\"files\":2",
          first, second, refused ? "refused" : "watched",
          strstr (second, "weak") != NULL ? "inotify" : "fanotify", refused ? "\"ENOSPC\"" : "null");
      event (seq, text);
    }
  else if (strcmp (verb, "keep") == 0 && second != NULL)
    {
      snprintf (text, sizeof text,
                "\"kept\",\"key\":\"%s\",\"path\":\"/a\",\"state\":\"kept\",\"errno\":null", second);
      event (seq, text);
    }
  else if (strcmp (verb, "status") == 0)
    event (seq, "\"status\",\"marks\":3,\"wakeups\":9,\"heat\":\"cold\",\"sensors\":{}");
  else if (strcmp (verb, "ping") == 0 && first != NULL)
    {
      snprintf (text, sizeof text, "\"pong\",\"number\":%s", first);
      event (seq, text);
    }
  else if (strcmp (verb, "drop") == 0 && strcmp (mode, "die-on-drop") == 0)
    exit (4);
  fflush (stdout);
}

int
main (void)
{
  const char *mode = getenv ("FAKE_PROBE_MODE");
  const char *log_name = getenv ("FAKE_PROBE_LOG");
  FILE *log = log_name != NULL ? fopen (log_name, "a") : NULL;
  char line[20000];
  unsigned long seq = 0;
  bool forgotten = false;

  mode = mode != NULL ? mode : "";
  misbehave (mode, &seq);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      if (log != NULL && strncmp (line, "ping ", 5) != 0)
        {
          fputs (line, log);
          fflush (log);
        }
      answer (mode, line, &seq, &forgotten);
    }
  return 0;
}
