/**
 * The Asterisk module behind each application and function that the dialplan uses, shipped or generated (names of 16.28 and 22.10). What
 * is not here is part of the PBX itself or of `pbx_config`. A test compares this list with the files.
 */
export const PROVIDED_BY: Readonly<Record<string, string>> = {
  BASE64_ENCODE: 'func_base64.so',
  CALLERID: 'func_callerid.so',
  CHANNEL: 'func_channel.so',
  CONNECTEDLINE: 'func_callerid.so',
  CUT: 'func_cut.so',
  DEVICE_STATE: 'func_devstate.so',
  DB: 'func_db.so',
  DB_KEYS: 'func_db.so',
  PJSIP_AOR: 'func_pjsip_aor.so',
  PJSIP_CONTACT: 'func_pjsip_contact.so',
  PJSIP_DIAL_CONTACTS: 'chan_pjsip.so',
  DIALPLAN_EXISTS: 'func_dialplan.so',
  Dial: 'app_dial.so',
  ExecIf: 'app_exec.so',
  FILTER: 'func_strings.so',
  GLOBAL: 'func_global.so',
  Gosub: 'app_stack.so',
  HANGUPCAUSE: 'func_hangupcause.so',
  HANGUPCAUSE_KEYS: 'func_hangupcause.so',
  HangupCauseClear: 'func_hangupcause.so',
  IF: 'func_logic.so',
  LEN: 'func_strings.so',
  MinivmMWI: 'app_minivm.so',
  PJSIP_HEADER: 'res_pjsip_header_funcs.so',
  Playback: 'app_playback.so',
  REDIRECTING: 'func_callerid.so',
  REPLACE: 'func_strings.so',
  Read: 'app_read.so',
  Record: 'app_record.so',
  Return: 'app_stack.so',
  SendDTMF: 'app_senddtmf.so',
  STRFTIME: 'func_strings.so',
  Stasis: 'app_stasis.so',
  UserEvent: 'app_userevent.so',
  TIMEOUT: 'func_timeout.so',
  VoiceMail: 'app_voicemail.so',
  VoiceMailMain: 'app_voicemail.so',
};

/** Part of Asterisk itself (`pbx_builtins.c`, `pbx_variables.c`). */
export const BUILT_IN: ReadonlySet<string> = new Set([
  'Answer',
  'Congestion',
  'Goto',
  'GotoIf',
  'Hangup',
  'MSet',
  'Progress',
  'Ringing',
  'Set',
  'Wait',
]);

/** What the doors and the daemon's link need beside the dialplan's own. */
const DOORS_AND_LINK = [
  'chan_pjsip.so',
  'pbx_config.so',
  'res_ari.so',
  'res_ari_applications.so',
  'res_ari_asterisk.so',
  'res_ari_channels.so',
  'res_ari_events.so',
  'res_hep.so',
  'res_hep_pjsip.so',
  'res_http_websocket.so',
  'res_pjsip.so',
  'res_pjsip_caller_id.so',
  'res_pjsip_endpoint_identifier_ip.so',
  'res_pjsip_sdp_rtp.so',
  'res_pjsip_session.so',
  'res_rtp_asterisk.so',
  'res_sorcery_config.so',
  'res_stasis.so',
];

/** What the leak tests' probe phone needs: a PBX with desk phones has it. */
const PROBES = [
  'res_pjsip_authenticator_digest.so',
  'res_pjsip_diversion.so',
  'res_pjsip_endpoint_identifier_user.so',
  'res_pjsip_refer.so',
];

/** What only messages need: how they are taken, handed over and shown. */
const OF_MESSAGES = ['MinivmMWI', 'Record', 'VoiceMail', 'VoiceMailMain'];
const MESSAGES = ['res_ari_recordings.so', 'res_stasis_recording.so'];

/** Every module this house needs, sorted. */
export function neededModules(house: {
  readonly registers: boolean;
  readonly authenticates: boolean;
  readonly secured: boolean;
}): readonly string[] {
  const { registers, authenticates, secured } = house;
  const login = registers || authenticates ? ['res_pjsip_outbound_authenticator_digest.so'] : [];
  const registration = registers ? ['res_pjsip_outbound_registration.so'] : [];
  const messages = secured ? MESSAGES : [];
  const provided = Object.entries(PROVIDED_BY).filter(([name]) => secured || !OF_MESSAGES.includes(name));
  const always = [...provided.map(([, module]) => module), ...DOORS_AND_LINK, ...PROBES];
  return [...new Set([...always, ...login, ...registration, ...messages])].sort();
}
