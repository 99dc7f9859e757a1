import { withValue } from '../conf/conf-lines.ts';
import { type HardeningDraft, isTrue } from './draft.ts';

const no = (value: string | null): string | null => (value !== null && !isTrue(value) ? null : 'no');
/** Where Asterisk's own default is no. */
const notYes = (value: string | null): string | null => (isTrue(value) ? 'no' : null);

/** Levels of a log that spell out dialled numbers and who called. */
const TALKATIVE = /^(?:\*|verbose(?:\(\d+\))?|debug(?:\(\d+\))?|dtmf|fax)$/i;
const RECORDING_KEYS = ['automon', 'automixmon'];

/** Mailbox lines: no address, so that no message leaves by mail. `number => password,name,e-mail,pager,options`. */
function mailboxes(draft: HardeningDraft): void {
  if (!draft.set.has('voicemail.conf')) return;
  for (const section of draft.set.sections('voicemail.conf')) {
    if (['general', 'zonemessages'].includes(section.name)) continue;
    for (const setting of section.settings) {
      const fields = setting.value.split(',');
      const hasRoute = [fields[2], fields[3]].some((field) => (field ?? '').trim() !== '');
      if (!/^\d+$/.test(setting.key) || !hasRoute || !draft.mayEdit(setting.path)) continue;
      const kept = fields.map((field, at) => (at === 2 || at === 3 ? '' : field)).join(',');
      draft.edits.replace(setting, withValue(setting.raw, kept.replace(/,+$/, '')));
    }
  }
}

/** Files of the log keep warnings and errors, which name no number, and nothing that does. */
function logs(draft: HardeningDraft): void {
  const section = draft.set.sections('logger.conf').find(({ name }) => name === 'logfiles');
  for (const setting of section?.settings ?? []) {
    if (setting.key.toLowerCase() === 'console' || !draft.mayEdit(setting.path)) continue;
    const [, format = '', levels = ''] = /^(\[[^\]]*\])?(.*)$/.exec(setting.value) ?? [];
    const each = levels.split(',').map((level) => level.trim());
    const kept = each.filter((level) => level !== '' && !TALKATIVE.test(level));
    if (kept.length === each.length) continue;
    const some = kept.length > 0 ? kept : ['warning', 'error'];
    draft.edits.replace(setting, withValue(setting.raw, `${format}${some.join(',')}`));
  }
}

function recordings(draft: HardeningDraft): void {
  for (const section of draft.set.sections('features.conf').filter(({ name }) => name === 'featuremap')) {
    for (const setting of section.settings) {
      const records = RECORDING_KEYS.includes(setting.key.toLowerCase()) && setting.value.trim() !== '';
      if (records && draft.mayEdit(setting.path)) draft.edits.replace(setting, withValue(setting.raw, ''));
    }
  }
}

/** What the PBX writes down of calls, or sends away by mail: numbers at rest that nobody needs for a call to work. */
export function hardenKeptData(draft: HardeningDraft): void {
  draft.ensure('cdr.conf', 'general', { enable: no });
  draft.ensure('cel.conf', 'general', { enable: notYes });
  const hasQueues = draft.set.sections('queues.conf').some(({ name }) => name !== 'general');
  if (hasQueues) draft.ensure('logger.conf', 'general', { queue_log: no });
  if (draft.set.has('voicemail.conf')) {
    draft.ensure('voicemail.conf', 'general', { attach: no });
    // With its default, a lock that a crash left behind makes voicemail throw messages away.
    draft.ensure('asterisk.conf', 'options', {
      lockmode: (mode) => (mode?.toLowerCase() === 'flock' ? null : 'flock'),
      // Without it a carrier hears nothing while a message is recorded, and may take the call for lost.
      transmit_silence: (value) => (value !== null && isTrue(value) ? null : 'yes'),
    });
  }
  mailboxes(draft);
  logs(draft);
  recordings(draft);
}

/** `res_pjsip_messaging.so` relays a phone's text messages under its own name; no option of an endpoint stops it. */
export function hardenModules(draft: HardeningDraft): void {
  const name = 'res_pjsip_messaging.so';
  const modules = draft.set.sections('modules.conf').filter((section) => section.name === 'modules');
  const settings = modules.flatMap((section) => section.settings);
  const says = (key: string) =>
    settings.some((each) => each.key.toLowerCase() === key && each.value.startsWith('res_pjsip_messaging'));
  const [section] = modules;
  if (section === undefined || says('noload') || !draft.mayEdit(section.place.path)) return;
  draft.edits.add(section, [`noload => ${name}`]);
}
