/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/lamp-cli-words.h"

#include <glib/gi18n-lib.h>

/**
 * lamp_cli_severity_word:
 * @severity: a severity
 *
 * Returns: e.g. "Informational" for low
 */
const char *
lamp_cli_severity_word (LampSeverity severity)
{
  switch (severity)
    {
    case LAMP_SEVERITY_HIGH:
      return _ ("High");
    case LAMP_SEVERITY_MEDIUM:
      return _ ("Medium");
    case LAMP_SEVERITY_LOW:
      return _ ("Informational");
    case LAMP_SEVERITY_NONE:
    default:
      return _ ("Nothing unusual is known");
    }
}

/**
 * lamp_cli_state_word:
 * @state: an alert's state
 *
 * Returns: the word on its pill in the window
 */
const char *
lamp_cli_state_word (LampAlertState state)
{
  switch (state)
    {
    case LAMP_ALERT_NEW:
      return _ ("New");
    case LAMP_ALERT_SHOWN:
      return _ ("Shown");
    case LAMP_ALERT_REPORTED:
      return _ ("Reported");
    case LAMP_ALERT_EXPECTED:
      return _ ("Expected");
    case LAMP_ALERT_DISMISSED:
      return _ ("Dismissed");
    case LAMP_ALERT_CLOSED:
    default:
      return _ ("Closed");
    }
}

/**
 * lamp_cli_method_words:
 * @method: how something ran
 *
 * Returns: it in a few words
 */
const char *
lamp_cli_method_words (LampMethod method)
{
  switch (method)
    {
    case LAMP_METHOD_EXE:
      return _ ("as a program");
    case LAMP_METHOD_SCRIPT:
      return _ ("as a script");
    case LAMP_METHOD_STDIN:
      return _ ("read from standard input");
    case LAMP_METHOD_DESCRIPTOR:
      return _ ("through an open file");
    case LAMP_METHOD_INLINE:
      return _ ("as text of a command");
    case LAMP_METHOD_PIPE:
      return _ ("through a pipe");
    case LAMP_METHOD_DESKTOP_ENTRY:
      return _ ("by a desktop starter");
    case LAMP_METHOD_ENVIRONMENT:
      return _ ("through the environment");
    case LAMP_METHOD_LIBRARY:
      return _ ("as a library");
    case LAMP_METHOD_LOADER:
      return _ ("through the dynamic loader");
    case LAMP_METHOD_PACKAGE:
      return _ ("installed as a package");
    case LAMP_METHOD_CHILD:
      return _ ("by a program that opened it");
    case LAMP_METHOD_PERSISTENCE:
      return _ ("set to start by itself");
    case LAMP_METHOD_UNKNOWN:
    default:
      return _ ("in a way that was not seen");
    }
}

/**
 * lamp_cli_confidence_words:
 * @confidence: how well an execution is proven
 *
 * Returns: it in a few words
 */
const char *
lamp_cli_confidence_words (LampConfidence confidence)
{
  switch (confidence)
    {
    case LAMP_CONFIDENCE_A:
      return _ ("proven");
    case LAMP_CONFIDENCE_B:
      return _ ("seen in the program's arguments or open files");
    case LAMP_CONFIDENCE_C:
      return _ ("asked for; the program had already ended");
    case LAMP_CONFIDENCE_D:
    default:
      return _ ("probable");
    }
}

/**
 * lamp_cli_channel_word:
 * @channel: a kind of service
 *
 * Returns: (nullable): its name; %NULL where it is not known
 */
const char *
lamp_cli_channel_word (LampChannel channel)
{
  switch (channel)
    {
    case LAMP_CHANNEL_WEBMAIL:
      return _ ("webmail");
    case LAMP_CHANNEL_MAIL_CLIENT:
      return _ ("mail");
    case LAMP_CHANNEL_MESSAGING:
      return _ ("messaging");
    case LAMP_CHANNEL_SOCIAL:
      return _ ("social network");
    case LAMP_CHANNEL_FILESHARE:
      return _ ("file sharing");
    case LAMP_CHANNEL_CODE_HOSTING:
      return _ ("code hosting");
    case LAMP_CHANNEL_USERCONTENT_HOSTING:
      return _ ("hosting of users' files");
    case LAMP_CHANNEL_VENDOR:
      return _ ("a vendor's own site");
    case LAMP_CHANNEL_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * lamp_cli_standing_words:
 * @standing: of a service or account to the organisation
 *
 * Returns: (nullable): it in a few words; %NULL where it is not known
 */
const char *
lamp_cli_standing_words (LampStanding standing)
{
  switch (standing)
    {
    case LAMP_STANDING_INSIDE:
      return _ ("inside your organisation");
    case LAMP_STANDING_OUTSIDE:
      return _ ("outside your organisation");
    case LAMP_STANDING_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * lamp_cli_evidence_words:
 * @confidence: how far to believe an observation
 *
 * Returns: it in a few words
 */
const char *
lamp_cli_evidence_words (LampEvidenceConfidence confidence)
{
  switch (confidence)
    {
    case LAMP_EVIDENCE_HIGH:
      return _ ("high confidence");
    case LAMP_EVIDENCE_MEDIUM:
      return _ ("medium confidence");
    case LAMP_EVIDENCE_LOW:
    default:
      return _ ("low confidence");
    }
}

/**
 * lamp_cli_report_words:
 * @state: a report's state
 *
 * Returns: it in a few words
 */
const char *
lamp_cli_report_words (LampReportState state)
{
  switch (state)
    {
    case LAMP_REPORT_WAITING:
      return _ ("Waiting until it is known where the file came from");
    case LAMP_REPORT_QUEUED:
      return _ ("Waiting to be delivered");
    case LAMP_REPORT_DELIVERED:
      return _ ("Delivered");
    case LAMP_REPORT_REJECTED:
      return _ ("Refused by the security team's server");
    case LAMP_REPORT_NONE:
    default:
      return _ ("Not reported");
    }
}
