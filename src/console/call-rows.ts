import { escaped } from './escaped.ts';
import type { CallsView, HealthView } from './status-view.ts';

function percent(ratio: number | null): string {
  return ratio === null ? '-' : `${Math.round(ratio * 100)} %`;
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? '-' : `${(milliseconds / 1000).toFixed(1)} s`;
}

function healthRow({ trunk, direction, requests, ser, seer, isa, scr, sdtMs, srdMs }: HealthView): string {
  const cells = [
    ...[direction, String(requests), percent(ser), percent(seer), percent(isa), percent(scr)],
    ...[seconds(sdtMs), seconds(srdMs)],
  ];
  return `<tr><th scope="row">${escaped(trunk ?? 'none')}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const HEALTH_HEAD =
  '<tr><th>trunk</th><th></th><th>calls</th><th>began (SER)</th><th>reached (SEER)</th><th>network failed (ISA)</th><th>completed (SCR)</th><th>lasted (SDT)</th><th>heard after (SRD)</th></tr>';

/** The part of the page about survivors' calls: how many are up, what became of those of the last 24 hours, and the trunks. */
export function callRows({ live, suspected, classes, health }: CallsView): readonly string[] {
  const silent = suspected === 0 ? '' : `, <span class="waiting">${suspected} silent</span>`;
  const ended = classes.map(
    ({ class: of, trunk, calls }) =>
      `<tr><th scope="row">${escaped(of)}</th><td>${escaped(trunk ?? 'no trunk')}</td><td>${calls}</td></tr>`,
  );
  return [
    `<h2>Calls</h2><p>${live} up${silent}</p>`,
    ...(ended.length === 0
      ? ['<p><small>No call ended in the last 24 hours.</small></p>']
      : ['<table>', ...ended, '</table>', '<table>', HEALTH_HEAD, ...health.map(healthRow), '</table>']),
  ];
}
