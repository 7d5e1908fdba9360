/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * LampOriginProfile:
 * @app: plain name of the browser; a constant
 * @family: "chromium" or "firefox"; a constant
 * @folder: the profile's folder, held open (O_PATH); owned
 *
 * One profile of one browser.
 */
typedef struct
{
  const char *app;
  const char *family;
  int folder;
} LampOriginProfile;

void lamp_origin_profile_free (LampOriginProfile *self);
GPtrArray *lamp_origin_profiles_list (const char *home, const char *family);
int lamp_origin_profiles_open_base (const char *home, const char *which, const char *below);
