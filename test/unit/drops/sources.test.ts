import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import { type ReplayedCall, replayedCalls } from '../../../src/cli/replay/replayed-calls.ts';
import { recordings, type Scenario } from '../../scenarios/recordings.ts';

type Line = Record<string, unknown>;

const replayed = (text: string) => replayedCalls(readRecording(text));

function edited(text: string, edit: (line: Line) => Line | null): string {
  const lines = text.split('\n').filter((line) => line !== '');
  const kept = lines.map((line) => edit(JSON.parse(line) as Line)).filter((line) => line !== null);
  return kept.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function recording(name: string): Scenario {
  const found = recordings().find((each) => each.name.startsWith(name));
  if (found === undefined) throw new Error(name);
  return found;
}

const plain = ({ call, class: told, releasedBy, callbackOffer }: ReplayedCall) => ({
  call,
  told,
  releasedBy,
  callbackOffer,
});

describe('what the detector believes', () => {
  it('never the marks of the driver, save END and a lost link', () => {
    for (const { text } of recordings()) {
      const blind = edited(text, (line) => {
        if (line['src'] !== 'mark') return line;
        if (line['what'] === 'START') return { ...line, truth: 'survivor_hangup', scenario: '', desc: '' };
        return ['END', 'AMI_EOF', 'ARI_EOF'].includes(String(line['what'])) ? line : null;
      });
      expect(replayed(blind)).toEqual(replayed(text));
    }
  });

  it('nothing after END', () => {
    const { text } = recording('S01');
    expect(replayed(`${text}{"t": 99, "src": "ami", "Event": "Shutdown"}\n`)).toEqual(replayed(text));
  });

  it('says which source is missing, and is less sure', () => {
    const { text } = recording('S04-');
    const without = edited(text, (line) => (line['src'] === 'ami' ? null : line));
    const [whole, less] = [replayed(text)[0], replayed(without)[0]];
    expect(less?.class).toBe('network-drop');
    expect(less?.confidence).toBeLessThan(whole?.confidence ?? 0);
    expect(less?.callbackOffer).toBe(false);
    expect(less?.evidence.map(({ says }) => says)).toContain('without: ami');
  });

  it('AMI alone never far enough for a call-back: a remote caller can reach into its text', () => {
    for (const { text } of recordings()) {
      const alone = edited(text, (line) => (line['src'] === 'ami' || line['src'] === 'mark' ? line : null));
      const offered = replayed(alone).filter(
        ({ callbackOffer, class: told }) => callbackOffer && told !== 'pbx-failed',
      );
      expect(offered).toEqual([]);
    }
  });

  it('works on Asterisk before 22.7, which tells no SIP status', () => {
    const forgotten = ['TechCause', 'tech_cause'];
    for (const { name, text } of recordings()) {
      const old = edited(text, (line) =>
        Object.fromEntries(Object.entries(line).filter(([field]) => !forgotten.includes(field))),
      );
      expect(replayed(old).map(plain), name).toEqual(replayed(text).map(plain));
    }
  });

  it('shows no number, name or address', () => {
    for (const { text } of recordings())
      expect(JSON.stringify(replayed(text))).not.toMatch(/10\.66\.|sip:|survivor@|dwA|PJSIP\//);
  });
});

describe('when the detector speaks', () => {
  it('within half a second of a BYE, and four of a silent loss', () => {
    expect((replayed(recording('S01').text)[0]?.decidedAt ?? 0) - 9.1512).toBeLessThan(0.5);
    expect((replayed(recording('S04-').text)[0]?.suspectedAt ?? 0) - 7.4651).toBeLessThan(4);
    expect((replayed(recording('S14').text)[0]?.decidedAt ?? 0) - 5.1799).toBeLessThan(1);
  });

  it('once, of calls that were lost together: one incident', () => {
    const told = replayed(recording('S16').text);
    expect(new Set(told.map(({ incident }) => incident)).size).toBe(1);
    expect(told.map(({ call }) => call)).toContain(told[0]?.incident);
  });
});
