import { describe, expect, it } from 'vitest';
import { statusPage } from '../../../src/console/status-page.ts';
import { statusView } from '../../../src/console/status-view.ts';
import type { DaemonStatus } from '../../../src/ports/status.ts';

const status: DaemonStatus = {
  version: '1.2.3',
  startedAt: 0,
  ready: false,
  checks: [
    { name: 'ari', ok: false, why: 'PBX_ARI_UNREACHABLE' },
    { name: 'resync', ok: false, why: null },
    { name: 'records', ok: true, why: null },
  ],
  trunks: [
    {
      id: '<script>alert(1)</script>',
      profile: '"&\'',
      transport: 'udp',
      wire: 'verified',
      registration: null,
      doors: [],
    },
  ],
  calls: { live: 0, suspected: 0, classes: [], health: [] },
};

describe('the status page', () => {
  it('says that every call leaves withheld while it is not ready, and why', () => {
    const page = statusPage(statusView(status), []);

    expect(page).toContain('Not ready: every call leaves withheld');
    expect(page).toContain('PBX_ARI_UNREACHABLE');
    expect(page).toContain('check http.conf');
  });

  it('escapes whatever it shows', () => {
    const page = statusPage(statusView(status), []);

    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('&quot;&amp;&#39;');
  });

  it('fetches nothing but its own style sheet and runs no script', () => {
    const page = statusPage(statusView({ ...status, trunks: [] }), []);

    expect(
      [...page.matchAll(/(?:src|href|url|action)\s*[=(]\s*["']?([^"')\s>]*)/gi)].map(([, target]) => target),
    ).toEqual(['/console.css']);
    expect(page).not.toMatch(/<script|\son[a-z]+=|style=|https?:/i);
  });
});
