import { describe, expect, it } from 'vitest';
import { PlainLines } from '../../../src/cli/record/plain-lines.ts';
import { recordingMs } from '../../../src/cli/record.ts';

describe('withheld record', () => {
  it('reads how long, a day at most', () => {
    expect(['30s', '10m', '2h', '24h'].map(recordingMs)).toEqual([30_000, 600_000, 7_200_000, 86_400_000]);
    expect(['', '0m', '25h', '10', 'm', '10d', '-5m', '1e3s'].map(recordingMs)).toEqual(Array(8).fill(null));
  });

  it("writes times from its beginning, ids of its own, and no word that is not Asterisk's or ours", () => {
    const lines = new PlainLines(1_000_000);
    const written = lines.line(
      {
        source: 'ari',
        fields: {
          type: 'ChannelLeftBridge',
          channel: { id: 'pbx-wrenfield-1700000000.1', name: 'PJSIP/t1-0000002a', state: 'Up', incoming: true },
          bridge: { id: 'b', technology: 'simple_bridge', creator: 'Marigold 0255501001' },
          contact: 'sip:101@10.0.0.7',
          cause: 16,
        },
      },
      1_001_234.56,
    );
    expect(JSON.parse(written)).toEqual({
      t: 1.2346,
      src: 'ari',
      type: 'ChannelLeftBridge',
      channel: { id: 'n1', name: 'PJSIP/t1-0000002a', state: 'Up', incoming: true },
      bridge: { id: 'n2', technology: 'simple_bridge' },
      cause: 16,
    });
    const again = lines.line(
      { source: 'poll', fields: { ev: 'first', uniqueid: 'pbx-wrenfield-1700000000.1' } },
      1_002_000,
    );
    expect(JSON.parse(again)).toEqual({ t: 2, src: 'poll', ev: 'first', uniqueid: 'n1' });
    const link = lines.line({ source: 'link', fields: { ev: 'up', link: 'ari', booted: 990 } }, 1_002_000);
    expect(JSON.parse(link)).toEqual({ t: 2, src: 'link', ev: 'up', link: 'ari', booted: -10 });
  });
});
