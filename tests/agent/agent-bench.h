/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/lamp-engine.h"
#include "store/lamp-store.h"

/* What every test of the agent's stages sets up: the real engine for alice, the real store in a folder. */

LampEngine *agent_bench_new_engine (const LampPolicy *policy);
LampStore *agent_bench_open_store (const char *folder);
void agent_bench_close_store (LampStore *store);
void agent_bench_remove (const char *path);
