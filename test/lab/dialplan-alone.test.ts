import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, DESK_PHONES, PARENT, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { canaries } from '../../src/lab/lab-status.ts';
import { headerValue, type SipMessage } from '../../src/lab/sip-message.ts';
import { canariesIn } from '../../src/lab/verdict.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const { answers, mobile } = PUBLIC_NUMBERS;

/** What of a door is not privacy: where it leads. */
const WHERE = /^(?:type|context|aors|disallow|allow|transport|media_address|outbound_auth|rtp_symmetric|identify_by)=/;
/** The trunk of an Asterisk that tells its carrier whatever it knows. */
const TALKATIVE = ['send_pai', 'send_rpid', 'trust_id_outbound', 'send_diversion', 'send_history_info'].map(
  (option) => `${option}=yes`,
);

/** The doors with everything that withholds taken out of them. */
function withoutDoors(text: string): string {
  return text
    .split(/^(?=\[)/m)
    .map((section) => {
      if (!/^\[\w+-(?:private|parent)\]\ntype=endpoint$/m.test(section)) return section;
      const [name = '', ...lines] = section.split('\n');
      return [name, ...lines.filter((line) => WHERE.test(line)), ...TALKATIVE, '', ''].join('\n');
    })
    .join('');
}

/** `*9` and a number: gives the leg every identity of the agency there is, and then calls the number as everybody must. */
const CARRYING = [
  `exten => _*9X.,1,Set(CALLERID(all)="${AGENCY.name}" <${AGENCY.dids.helpline}>)`,
  ` same => n,Set(CALLERID(ANI-all)="${AGENCY.name}" <${AGENCY.dids.helpline}>)`,
  ' same => n,Set(CALLERID(pres)=allowed)',
  ...['from', 'to', 'orig'].map(
    (party) => ` same => n,Set(REDIRECTING(${party}-all,i)="${DESK_PHONES[1]?.displayName}" <${AGENCY.dids.desk}>)`,
  ),
  ' same => n,Set(REDIRECTING(count,i)=3)',
  ` same => n,Set(__SIPREFERREDBYHDR="${AGENCY.name}" <sip:101@${AGENCY.host}>)`,
  ` same => n,Set(__SIPREPLACESHDR=${AGENCY.host}\\;to-tag=1\\;from-tag=2)`,
  ` same => n,Set(__SIPFROMDOMAIN=${AGENCY.host})`,
  ' same => n,Goto(withheld-out,${EXTEN:2},1)',
];

const PARTY = `"${PARENT.name}" <${PARENT.number}>`;

describe('the dialplan (L2) alone: trunks that tell all they know, and no daemon', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    const path = join(under.lab.agencyConfig, 'withheld/pjsip-doors.conf');
    await writeFile(path, withoutDoors(await readFile(path, 'utf8')));
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.addDialplan(CARRYING, [
      '[told]',
      `exten => _X.,1,Set(CALLERID(all)="${AGENCY.name}" <${AGENCY.dids.helpline}>)`,
      ' same => n,Dial(PJSIP/${EXTEN}@t1-private,20)',
    ]);
  });
  afterAll(async () => await under.down());

  /** The INVITEs that began calls. What a stock trunk says later in a call is its own affair: only a door is silent then. */
  function openings(): readonly SipMessage[] {
    return under.sent().flatMap(({ message }) => {
      const opens = message?.kind === 'request' && message.method === 'INVITE';
      return opens && !/;tag=/.test(headerValue(message, 'To') ?? '') ? [message] : [];
    });
  }

  function showsParentRestricted(calls: number): void {
    const opened = openings();
    expect(new Set(opened.map((message) => headerValue(message, 'Call-ID'))).size).toBe(calls);
    for (const message of opened) {
      expect(headerValue(message, 'From')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/);
      expect(headerValue(message, 'P-Asserted-Identity')).toMatch(
        new RegExp(`^"${PARENT.name}" <sip:\\${PARENT.number}@127\\.`),
      );
      expect(headerValue(message, 'Privacy')).toBe('id');
      expect(headerValue(message, 'Remote-Party-ID')).toMatch(
        new RegExp(`^"${PARENT.name}" <sip:\\${PARENT.number}@127\\..*privacy=full`),
      );
      for (const name of ['Diversion', 'Referred-By', 'Replaces']) expect(headerValue(message, name), name).toBeNull();
    }
    const words = under
      .sent()
      .filter(({ message }) => message !== null && opened.includes(message))
      .flatMap(({ raw }) => canariesIn(raw, canaries(under.lab)));
    expect(words).toEqual([]);
  }

  test('past it, these trunks tell everything: the test can see what the dialplan withholds', async () => {
    under.farEnd.clear();
    await under.lab.agency.console(`channel originate Local/${answers.number}@told/n application Wait 1`);
    await under.until(() => under.answered() > 0);
    await under.hangUpAll();
    await under.quiet();

    const [invite] = openings();
    expect(invite === undefined ? null : headerValue(invite, 'From')).toMatch(new RegExp(`^"${AGENCY.name}"`));
  });

  test('[G1] an ordinary call shows the parent organisation, restricted, and a hostile phone changes nothing', async () => {
    const headers = [
      `P-Asserted-Identity: "${AGENCY.name}" <sip:${AGENCY.dids.desk}@${AGENCY.host}>`,
      `Diversion: <sip:${AGENCY.dids.desk}@${AGENCY.host}>;reason=unconditional`,
      'Privacy: none',
    ];
    expect((await under.call('101', answers.number, [talk(200)], { headers })).outcome).toBe('answered');
    showsParentRestricted(1);
  });

  test('[G1] a leg that carries every identity of the agency shows the parent organisation, restricted', async () => {
    expect((await under.call('101', `*9${answers.number}`, [talk(200)])).outcome).toBe('answered');
    showsParentRestricted(1);
  });

  test("[G1] a desk's call forwarded by 302 shows the parent organisation, restricted, and no Diversion", async () => {
    const result = await under.forwarding('102', answers.number, () => under.call('101', '102', [talk(200)]));
    expect(result.outcome).toBe('answered');
    showsParentRestricted(1);
  });

  test("[G1] a survivor's call forwarded by 302 shows the parent organisation, restricted, and no survivor", async () => {
    await under.forwarding('102', answers.number, () => under.survivorIsForwarded(AGENCY.dids.desk));
    showsParentRestricted(1);
  });

  test('[G1] a blind transfer shows the parent organisation, restricted, and no Referred-By', async () => {
    const transfer = { do: 'blind-transfer', to: mobile.number } as const;
    expect((await under.call('101', answers.number, [talk(200), transfer, talk(200)])).outcome).toBe('answered');
    showsParentRestricted(2);
  });

  test('[G1] follow-me and queue overflow show the parent organisation, restricted', async () => {
    under.farEnd.clear();
    await Promise.all([under.survivorCalls(AGENCY.dids.followMe, 7), under.survivorCalls(AGENCY.dids.helpline, 7)]);
    await under.until(() => under.answered() >= 2);
    await under.hangUpAll();
    await under.quiet();
    showsParentRestricted(2);
  });

  test('[G1] [G7] the leg itself names nobody but the parent organisation, in every place where the PBX keeps an identity', async () => {
    const calling = under.call('101', `*9${answers.number}`, [talk(200), { do: 'await-hang-up' }]);
    await under.until(() => under.answered() > 0);
    const legs = JSON.parse((await under.ari('GET', 'channels')).text) as { id: string; name: string }[];
    const desk = legs.find(({ name }) => name.startsWith('PJSIP/101-'))?.id ?? 'none';
    const read = async (variable: string) => {
      const { status, text } = await under.ari('GET', `channels/${desk}/variable`, { variable });
      return status === 200 ? (JSON.parse(text) as { value: string }).value : `status ${status}`;
    };
    const places = {
      'CALLERID(all)': PARTY,
      'CALLERID(ANI-all)': PARTY,
      'CALLERID(num-pres)': 'prohib',
      'CALLERID(name-pres)': 'prohib',
      'REDIRECTING(from-all)': '"" <>',
      'REDIRECTING(to-all)': '"" <>',
      'REDIRECTING(orig-all)': '"" <>',
      'REDIRECTING(count)': '0',
      SIPREFERREDBYHDR: '',
      SIPREPLACESHDR: '',
      SIPFROMDOMAIN: '',
      WITHHELD_ASKED: '',
    };
    const found: Record<string, string> = {};
    for (const place of Object.keys(places)) found[place] = await read(place);
    await under.hangUpAll();
    await calling;

    expect(found).toEqual(places);
  });
});
