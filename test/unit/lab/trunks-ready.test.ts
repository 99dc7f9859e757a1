import { expect, test } from 'vitest';
import { unheardDoors } from '../../../src/lab/trunks-ready.ts';

/** Printed by Asterisk 22.10 two seconds after its start; the carrier had answered t2-private only. */
const TASKS_22 = `PJSIP Scheduled Tasks:

<Task Name....................................> <Interval> <Times Run> <State>  <Queued....>  <Last Start>  <Next Start.....secs>
=================================================================================================================================
pjsip/options/t1-parent-00000042                         3           0   wait   Sun 18:44:27                Sun 18:44:30        0
pjsip/options/t1-private-00000043                        7           0   wait   Sun 18:44:27                Sun 18:44:34        4
pjsip/options/t2-parent-00000046                        12           0   wait   Sun 18:44:27                Sun 18:44:39        9
pjsip/options/t2-private-00000047                       15           1   wait   Sun 18:44:27  Sun 18:44:30  Sun 18:44:44       14

Total Scheduled Tasks: 0

`;
const CONTACTS_22 = `
  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>
==========================================================================================

  Contact:  t1-emergency/sip:127.114.37.21:5060            fcda77c100 NonQual        -nan
  Contact:  t1-in/sip:127.114.37.21:5060                   fcda77c100 NonQual        -nan
  Contact:  t1-parent/sip:127.114.37.21:5060               fcda77c100 NonQual        -nan
  Contact:  t1-private/sip:127.114.37.21:5060              fcda77c100 NonQual        -nan
  Contact:  t2-emergency/sip:127.114.37.22:5060;transport= fca48261ce NonQual        -nan
  Contact:  t2-in/sip:127.114.37.22:5060;transport=tcp     fca48261ce NonQual        -nan
  Contact:  t2-parent/sip:127.114.37.22:5060;transport=tcp fca48261ce NonQual        -nan
  Contact:  t2-private/sip:127.114.37.22:5060;transport=tc fca48261ce Avail         5.312

Objects found: 8

`;
/** Printed by Asterisk 16.28. */
const TASKS_16 = `PJSIP Scheduled Tasks:

<Task Name....................................> <Interval> <Times Run> <State>  <Queued....>  <Last Start>  <Next Start.....secs>
=================================================================================================================================
pjsip/options/t1-parent-0000004b                         5           0   wait   Sun 18:45:30                Sun 18:45:36        0
pjsip/options/t1-private-0000004c                       15           1   wait   Sun 18:45:30  Sun 18:45:31  Sun 18:45:46       10

Total Scheduled Tasks: 0

`;
const CONTACTS_16 = `  Contact:  t1-parent/sip:127.61.166.21:5060               10f202b8dc NonQual         nan
  Contact:  t1-private/sip:127.61.166.21:5060              10f202b8dc Avail         2.482
`;

test('a door that was not asked yet, or is never asked, is not waited for', () => {
  expect(unheardDoors(TASKS_22, CONTACTS_22)).toEqual([]);
  expect(unheardDoors(TASKS_16, CONTACTS_16)).toEqual([]);
});

test('a door that was asked and has not answered is waited for, on both releases, also when it was given up', () => {
  expect(unheardDoors(TASKS_22, CONTACTS_22.replace('Avail  ', 'NonQual'))).toEqual(['t2-private']);
  expect(unheardDoors(TASKS_22, CONTACTS_22.replace('Avail  ', 'Unavail'))).toEqual(['t2-private']);
  expect(unheardDoors(TASKS_16, CONTACTS_16.replace('Avail  ', 'Unavail'))).toEqual(['t1-private']);
});

test('a door that is being asked right now is waited for', () => {
  const asking = TASKS_22.replace(/(t1-private.*?)wait/, '$1run ');
  expect(unheardDoors(asking, CONTACTS_22)).toEqual(['t1-private']);
});

test('what is not a list of tasks or of contacts names no door', () => {
  expect(unheardDoors('', CONTACTS_22)).toEqual([]);
  expect(unheardDoors(TASKS_22, 'No such command')).toEqual([]);
});
