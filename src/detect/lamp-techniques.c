/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "detect/lamp-techniques.h"

#include <string.h>

typedef struct
{
  const char *id;
  const char *name;
  const char *tactics[4];
} Row;

/* ATT&CK v18.1 (STIX of 2025-11-13), Linux platform only: T1036.007 and T1553.005 have none and are never
 * named. */
static const Row rows[] = {
  { "T1566.003", "Spearphishing via Service", { "initial-access" } },
  { "T1204.002", "Malicious File", { "execution" } },
  { "T1566.001", "Spearphishing Attachment", { "initial-access" } },
  { "T1566.002", "Spearphishing Link", { "initial-access" } },
  { "T1204.001", "Malicious Link", { "execution" } },
  { "T1059", "Command and Scripting Interpreter", { "execution" } },
  { "T1059.004", "Unix Shell", { "execution" } },
  { "T1059.006", "Python", { "execution" } },
  { "T1059.007", "JavaScript", { "execution" } },
  { "T1036.002", "Right-to-Left Override", { "defense-evasion" } },
  { "T1036.005", "Match Legitimate Resource Name or Location", { "defense-evasion" } },
  { "T1036.006", "Space after Filename", { "defense-evasion" } },
  { "T1036.008", "Masquerade File Type", { "defense-evasion" } },
  { "T1564.001", "Hidden Files and Directories", { "defense-evasion" } },
  { "T1027.006", "HTML Smuggling", { "defense-evasion" } },
  { "T1027.013", "Encrypted/Encoded File", { "defense-evasion" } },
  { "T1222.002", "Linux and Mac File and Directory Permissions Modification", { "defense-evasion" } },
  { "T1218", "System Binary Proxy Execution", { "defense-evasion" } },
  { "T1574.006", "Dynamic Linker Hijacking", { "persistence", "privilege-escalation", "defense-evasion" } },
  { "T1548.003", "Sudo and Sudo Caching", { "privilege-escalation", "defense-evasion" } },
};

/**
 * lamp_technique_new_for_id:
 * @id: ATT&CK id
 *
 * Returns: (transfer full) (nullable): the technique, or %NULL if it is not in the table
 */
LampTechnique *
lamp_technique_new_for_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].id, id) == 0)
      return lamp_technique_new (
          &(LampTechnique){ .id = rows[i].id, .name = rows[i].name, .tactics = rows[i].tactics });
  return NULL;
}
