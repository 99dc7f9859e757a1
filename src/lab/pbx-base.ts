import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';

/** Where one PBX of the lab keeps its things. All absolute. */
export interface PbxDirectories {
  readonly etc: string;
  readonly modules: string;
  /** Sounds and other shipped data. */
  readonly data: string;
  readonly lib: string;
  readonly db: string;
  readonly keys: string;
  readonly spool: string;
  readonly run: string;
  readonly log: string;
  readonly sbin: string;
}

/**
 * Modules a lab PBX must not load: hardware, other databases, protocols nobody here speaks, and whatever only complains without a
 * configuration of its own. Names that a release does not have do no harm.
 */
const LEFT_OUT = [
  ...[
    'chan_sip',
    'chan_dahdi',
    'chan_misdn',
    'chan_motif',
    'chan_mobile',
    'chan_skinny',
    'chan_mgcp',
    'chan_unistim',
    'chan_oss',
  ],
  ...['chan_alsa', 'chan_console', 'chan_iax2', 'chan_ooh323', 'chan_vpb', 'chan_phone', 'chan_nbs', 'chan_websocket'],
  ...['res_phoneprov', 'res_pjsip_phoneprov_provider', 'res_xmpp', 'res_snmp', 'res_ari_mailboxes', 'res_mwi_external'],
  ...[
    'res_config_pgsql',
    'res_config_ldap',
    'res_config_odbc',
    'res_config_sqlite3',
    'res_odbc',
    'res_odbc_transaction',
    'res_corosync',
  ],
  ...[
    'cdr_pgsql',
    'cdr_tds',
    'cdr_radius',
    'cdr_odbc',
    'cdr_adaptive_odbc',
    'cdr_csv',
    'cdr_custom',
    'cdr_sqlite3_custom',
    'cdr_syslog',
  ],
  ...[
    'cel_pgsql',
    'cel_tds',
    'cel_radius',
    'cel_odbc',
    'cel_custom',
    'cel_sqlite3_custom',
    'cdr_manager',
    'cel_manager',
  ],
  ...['app_voicemail_odbc', 'app_voicemail_imap', 'app_festival', 'app_alarmreceiver', 'app_agent_pool', 'app_amd'],
  ...[
    'app_confbridge',
    'app_page',
    'app_osplookup',
    'app_mp3',
    'app_jack',
    'app_flash',
    'app_adsiprog',
    'app_getcpeid',
    'app_dahdiras',
  ],
  ...[
    'app_meetme',
    'app_macro',
    'app_sms',
    'app_zapateller',
    'app_morsecode',
    'app_ices',
    'app_nbscat',
    'app_image',
    'app_url',
  ],
  ...[
    'res_parking',
    'res_calendar',
    'res_calendar_caldav',
    'res_calendar_ews',
    'res_calendar_exchange',
    'res_calendar_icalendar',
  ],
  ...[
    'res_statsd',
    'res_prometheus',
    'res_endpoint_stats',
    'res_chan_stats',
    'res_smdi',
    'res_adsi',
    'res_fax',
    'res_fax_spandsp',
  ],
  ...[
    'pbx_lua',
    'pbx_ael',
    'pbx_dundi',
    'pbx_realtime',
    'func_odbc',
    'res_ael_share',
    'res_timing_dahdi',
    'codec_dahdi',
    'res_curl',
  ],
  ...[
    'func_curl',
    'res_config_curl',
    'res_pjsip_notify',
    'res_stir_shaken',
    'res_geolocation',
    'res_pjsip_geolocation',
    'res_tonedetect',
  ],
  ...[
    'res_pjsip_stir_shaken',
    'res_resolver_unbound',
    'res_stun_monitor',
    'res_hep_rtcp',
    'res_http_media_cache',
    'res_aeap',
    'res_speech_aeap',
    'res_cliexec',
    'res_clialiases',
    'res_digium_phone',
  ],
];

const section = (name: string, ...lines: readonly string[]) => [`[${name}]`, ...lines, ''].join('\n');

/** Which modules a PBX loads: all but those no lab needs (save those that are `needed`), and `others`. Named without `.so`. */
export function modulesFile(others: readonly string[] = [], needed: readonly string[] = []): PbxFile {
  const leftOut = [...LEFT_OUT.filter((name) => !needed.includes(name)), ...others].map((name) => `noload=${name}.so`);
  return { path: 'modules.conf', text: section('modules', 'autoload=yes', ...leftOut) };
}

/** The files any lab PBX needs before it has a purpose: its directories, its modules, and a log that names no numbers. */
export function baseFiles(at: PbxDirectories): readonly PbxFile[] {
  const directories = [
    `astetcdir => ${at.etc}`,
    `astmoddir => ${at.modules}`,
    `astvarlibdir => ${at.lib}`,
    `astdbdir => ${at.db}`,
    `astkeydir => ${at.keys}`,
    `astdatadir => ${at.data}`,
    `astagidir => ${at.lib}`,
    `astspooldir => ${at.spool}`,
    `astrundir => ${at.run}`,
    `astlogdir => ${at.log}`,
    `astsbindir => ${at.sbin}`,
  ];
  return [
    {
      path: 'asterisk.conf',
      text:
        section('directories', ...directories) +
        section(
          'options',
          'verbose = 0',
          'debug = 0',
          'dumpcore = no',
          'hideconnect = yes',
          'lockmode = flock',
          'transmit_silence = yes',
        ),
    },
    modulesFile(),
    // Verbose and debug lines spell out dialled numbers, the queue log those of callers: none is kept.
    {
      path: 'logger.conf',
      text: section('general', 'queue_log=no') + section('logfiles', 'messages => warning,error'),
    },
    { path: 'cdr.conf', text: section('general', 'enable=no') },
    { path: 'cel.conf', text: section('general', 'enable=no') },
    { path: 'features.conf', text: section('general') + section('featuremap', 'atxfer => *2', 'blindxfer => *1') },
    {
      path: 'musiconhold.conf',
      text: section('general') + section('default', 'mode=files', `directory=${at.data}/sounds/en/silence`),
    },
    {
      path: 'indications.conf',
      text:
        section('general', 'country=us') +
        section(
          'us',
          'description = tones',
          'ringcadence = 2000,4000',
          'dial = 350+440',
          'busy = 480+620/500,0/500',
          'ring = 440+480/2000,0/4000',
          'congestion = 480+620/250,0/250',
        ),
    },
    { path: 'udptl.conf', text: section('general') },
    ...[
      'acl',
      'stasis',
      'pjproject',
      'pjsip_wizard',
      'websocket_client',
      'res_stun_monitor',
      'followme',
      'ari',
      'minivm',
    ].map((name) => ({
      path: `${name}.conf`,
      text: '',
    })),
    { path: 'voicemail.conf', text: section('general') },
    { path: 'queues.conf', text: section('general') },
    { path: 'ccss.conf', text: section('general') },
  ];
}

/** Signalling mirror of a PBX: every SIP message it sends or receives, as HEPv3 over UDP. */
export function mirrorFile(address: string, port: number, captureId: number): PbxFile {
  const lines = [
    'enabled = yes',
    `capture_address = ${address}:${port}`,
    'capture_password =',
    `capture_id = ${captureId}`,
    'uuid_type = call-id',
  ];
  return { path: 'hep.conf', text: section('general', ...lines) };
}
