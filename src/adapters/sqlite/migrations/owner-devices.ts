import { BOX } from './mailboxes.ts';
import { HEX_64 } from './owners.ts';
import { TIME } from './shapes.ts';

/** Version 2: browsers from which an owner has logged in, by a keyed digest; `until` is on a grid of thirty days, so that no login can be told from it. */
export const OWNER_DEVICES: readonly string[] = [
  `CREATE TABLE device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ${BOX},
    device TEXT NOT NULL UNIQUE CHECK (device GLOB '${HEX_64}'),
    until INTEGER NOT NULL CHECK (until ${TIME} AND until % 2592000000 = 0)
  ) STRICT`,
];
