/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <stdint.h>

/* The words of the contract (wire/README.md), and the three clocks. */

typedef enum
{
  LAMP_SENSOR_FANOTIFY,
  LAMP_SENSOR_INOTIFY,
  LAMP_SENSOR_CONNECTOR,
  LAMP_SENSOR_LOOKUP,
  LAMP_SENSOR_POLL,
  LAMP_N_SENSORS,
} LampSensor;

typedef enum
{
  LAMP_APPEARED_CREATED,
  LAMP_APPEARED_MOVED,
  LAMP_APPEARED_CLOSED,
  LAMP_APPEARED_LISTED,
} LampAppearance;

typedef enum
{
  LAMP_METHOD_EXE,
  LAMP_METHOD_SCRIPT,
  LAMP_METHOD_STDIN,
  LAMP_METHOD_DESCRIPTOR,
  LAMP_METHOD_LIBRARY,
  LAMP_METHOD_ENVIRONMENT,
  LAMP_METHOD_UNKNOWN,
} LampMethod;

typedef enum
{
  LAMP_HEAT_COLD,
  LAMP_HEAT_WARM,
  LAMP_HEAT_HOT,
} LampHeat;

const char *lamp_sensor_get_name (LampSensor sensor);
const char *lamp_appearance_get_name (LampAppearance how);
const char *lamp_method_get_name (LampMethod method);
const char *lamp_method_get_confidence (LampMethod method);
const char *lamp_heat_get_name (LampHeat heat);
const char *lamp_errno_get_name (int error);

uint64_t lamp_probe_boot_usec (void);
uint64_t lamp_probe_mono_usec (void);
uint64_t lamp_probe_real_usec (void);
