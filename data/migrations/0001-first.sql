-- SPDX-FileCopyrightText: 2026 The Gatelamp authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Each row: the columns that are searched, and the value itself as JSON. Times are Unix epoch, microseconds.

CREATE TABLE artifacts (
  key TEXT PRIMARY KEY NOT NULL,
  path BLOB,                        -- the bytes of the current path; JSON cannot carry bytes that are not UTF-8
  arrived_usec INTEGER NOT NULL,
  json TEXT NOT NULL
);
CREATE INDEX artifacts_by_time ON artifacts (arrived_usec);

CREATE TABLE alerts (
  id TEXT PRIMARY KEY NOT NULL,
  revision INTEGER NOT NULL,
  last_time_usec INTEGER NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  artifact_key TEXT,
  json TEXT NOT NULL
);
CREATE INDEX alerts_by_time ON alerts (last_time_usec);

CREATE TABLE executions (
  id TEXT PRIMARY KEY NOT NULL,
  time_usec INTEGER NOT NULL,
  key TEXT,
  alert_id TEXT,
  json TEXT NOT NULL
);
CREATE INDEX executions_by_time ON executions (time_usec);

-- The outbox. A row exists before the first byte leaves and goes only after delivery.
CREATE TABLE reports (
  id TEXT PRIMARY KEY NOT NULL,
  alert_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  created_usec INTEGER NOT NULL,
  json TEXT NOT NULL
);
CREATE INDEX reports_by_time ON reports (created_usec);
CREATE INDEX reports_by_alert ON reports (alert_id);

CREATE TABLE rules (
  id TEXT PRIMARY KEY NOT NULL,
  expires_usec INTEGER NOT NULL,
  json TEXT NOT NULL
);

-- Small state that has no table of its own, e.g. gaps of the probe.
CREATE TABLE notes (
  name TEXT PRIMARY KEY NOT NULL,
  text TEXT NOT NULL
);
