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

  it('shows each trunk with its doors and what each verdict was, and the way to mailboxes where there are some', () => {
    const door = { name: 't1-private', state: 'closed', why: 'from-user', since: 0, until: null } as const;
    const trunk = { id: 't1', profile: 'rfc3325', transport: 'tls', wire: 'verified', registration: null } as const;
    const view = statusView({ ...status, trunks: [{ ...trunk, doors: [door] }] });

    expect(statusPage(view, [])).toMatch(
      /t1-private: <span class="waiting">CLOSED.*by from-user, since 1970-01-01 00:00 UTC/,
    );
    expect(statusPage(view, [], true)).toContain('<a href="/mailbox">');
    expect(statusPage(view, [])).not.toContain('/mailbox');
  });

  it('escapes whatever it shows', () => {
    const page = statusPage(statusView(status), []);

    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('&quot;&amp;&#39;');
  });

  it('tells how many calls are up, what became of those of the last day, and how the trunks do', () => {
    const health = { trunk: 't1', incoming: false, requests: 8, ser: 0.5, seer: 1, isa: 0, scr: null };
    const calls = {
      live: 3,
      suspected: 1,
      classes: [{ class: 'network-drop', trunk: null, calls: 2 }],
      health: [{ ...health, sdtMs: 61_500, sdtFailedMs: null, srdMs: null, srdFailedMs: null }],
    } as const;
    const page = statusPage(statusView({ ...status, calls }), []);

    expect(page).toContain('<p>3 up, <span class="waiting">1 silent</span></p>');
    expect(page).toContain('<th scope="row">network-drop</th><td>no trunk</td><td>2</td>');
    expect(page).toContain('<td>out</td><td>8</td><td>50 %</td><td>100 %</td><td>0 %</td><td>-</td><td>61.5 s</td>');
    expect(statusPage(statusView(status), [])).toContain('No call ended in the last 24 hours');
  });

  it('fetches nothing but its own style sheet and runs no script', () => {
    const page = statusPage(statusView({ ...status, trunks: [] }), []);

    expect(
      [...page.matchAll(/(?:src|href|url|action)\s*[=(]\s*["']?([^"')\s>]*)/gi)].map(([, target]) => target),
    ).toEqual(['/console.css']);
    expect(page).not.toMatch(/<script|\son[a-z]+=|style=|https?:/i);
  });
});
