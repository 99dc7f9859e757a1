import { identifier, TIME } from './shapes.ts';

/** Version 2 of the history: calls over the public network. A destination is told by its place in the configuration. */
export const ROUND_TRIP_HISTORY: readonly string[] = [
  `CREATE TABLE round_trip (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at INTEGER NOT NULL CHECK (made_at ${TIME}),
    trunk TEXT NOT NULL CHECK ${identifier('trunk')},
    door TEXT NOT NULL CHECK (door IN ('private', 'parent')),
    destination INTEGER NOT NULL CHECK (destination BETWEEN 1 AND 99),
    reason TEXT NOT NULL CHECK (reason IN ('daily', 'by-hand')),
    outcome TEXT NOT NULL CHECK ${identifier('outcome')},
    grade TEXT CHECK (grade IS NULL OR ${identifier('grade')})
  ) STRICT`,
];
