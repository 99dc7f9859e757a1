import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { shownName } from './shown-value.ts';

/** Rights of an AMI user that suffice to place a call past the dialplan, or to change it. */
const CALLING = ['originate', 'command', 'system', 'config', 'dialplan', 'agi'];
const LOOPBACK = /^(?:127\.|\[?::1\]?$|localhost$)/;

function amiUsers({ settings, house }: Audited): readonly AuditFinding[] {
  const { amiUsers: users } = settings;
  if (!users.known) return [];
  return users.value.flatMap(({ name, read, write }) => {
    const shown = shownName(name, house.secret);
    const isOurs = name === house.amiUser;
    const allowed = isOurs ? ['call'] : [];
    const excess = isOurs
      ? write.filter((right) => !allowed.includes(right))
      : write.filter((right) => CALLING.includes(right));
    const may =
      excess.length === 0
        ? []
        : [
            finding({
              rule: 'ami-user',
              subject: [shown, 'write'],
              severity: 'around',
              rows: ['A8'],
              from: 'live',
              found: `AMI user ${shown} may ${excess.slice(0, 8).join(', ')}`,
              why: 'it can call straight at a trunk, with presentation allowed, or change what the PBX does',
              fix: isOurs
                ? 'leave it write=call and nothing else in manager.conf'
                : `take the user out of manager.conf, or leave it only what it needs (write=)`,
            }),
          ];
    const hears =
      read.length === 0
        ? []
        : [
            finding({
              rule: 'ami-user',
              subject: [shown, 'read'],
              severity: 'kept',
              rows: ['E11'],
              from: 'live',
              found: `AMI user ${shown} is told of every call (read=)`,
              why: 'names and numbers of all calls go to whatever logs in so',
              fix: 'leave read= out for this user in manager.conf',
            }),
          ];
    return [...may, ...hears];
  });
}

function ariUsers({ settings, house }: Audited): readonly AuditFinding[] {
  const { ariUsers: users } = settings;
  if (!users.known) return [];
  return users.value
    .filter(({ name, readOnly }) => !readOnly && name !== house.ariUser)
    .map(({ name }) =>
      finding({
        rule: 'ari-user',
        subject: [shownName(name, house.secret)],
        severity: 'around',
        rows: ['A8'],
        from: 'live',
        found: `ARI user ${shownName(name, house.secret)} may place calls and change the PBX`,
        why: 'ARI can call straight at a trunk, with presentation allowed',
        fix: 'set read_only=yes for it in ari.conf, or take it out',
      }),
    );
}

function listeners({ settings }: Audited): readonly AuditFinding[] {
  if (!settings.listeners.known) return [];
  const open = settings.listeners.value.filter(({ address }) => !LOOPBACK.test(address));
  return open.map(({ service }) =>
    finding({
      rule: 'listener',
      subject: [service.toLowerCase()],
      severity: 'around',
      rows: ['A8', 'E11'],
      from: 'live',
      found: `${service} can be reached from other machines`,
      why: 'whoever has a password can call past the doors from wherever it can be reached',
      fix: `set bindaddr=127.0.0.1 in ${service === 'AMI' ? 'manager.conf' : 'http.conf'}, and restart Asterisk`,
    }),
  );
}

/** Who may make the PBX call, or hear of every call. */
export function rights(audited: Audited): readonly AuditFinding[] {
  const { options, keyApplications } = audited.settings;
  const dangerously =
    options.known &&
    options.value.some(
      ({ name, settings }) =>
        name === 'options' &&
        settings.some(([key, value]) => key === 'live_dangerously' && !/^(?:no|false|0|off)$/i.test(value)),
    );
  const live = dangerously
    ? [
        finding({
          rule: 'live-dangerously',
          subject: [],
          severity: 'around',
          rows: ['A8'],
          from: options.from,
          found: 'live_dangerously is on',
          why: 'AMI and ARI users may run functions that start programs and read files',
          fix: 'set live_dangerously=no in asterisk.conf, and restart Asterisk',
        }),
      ]
    : [];
  const keys =
    keyApplications.known && keyApplications.value.length > 0
      ? [
          finding({
            rule: 'key-application',
            subject: [],
            severity: 'around',
            rows: ['B6', 'A8'],
            from: 'live',
            found: `${keyApplications.value.length} key code${keyApplications.value.length === 1 ? '' : 's'} start an application during a call`,
            why: 'an application started so acts on the trunk leg, past the dialplan',
            fix: 'empty [applicationmap] in features.conf, then asterisk -rx "module reload features"',
          }),
        ]
      : [];
  return [...amiUsers(audited), ...ariUsers(audited), ...listeners(audited), ...live, ...keys];
}
