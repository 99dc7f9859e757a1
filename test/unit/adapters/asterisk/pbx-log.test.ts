import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { complaintsIn, PbxLog } from '../../../../src/adapters/asterisk/pbx-log.ts';

// Recorded from 22.10.1 and 16.28.0, one broken file at a time.
const OPENED =
  '[Nov 24 03:28:27] Asterisk 22.10.1+dfsg+~cs6.17.60671434-1 built by nobody @ buildd.debian.org on a unknown running Linux on 2026-07-20 21:35:32 UTC\n';
const REFUSED = [
  "WARNING[9399] config.c: parse error: no closing ']', line 116 of /srv/lab/agency/etc/pjsip.conf",
  "ERROR[9399] res_sorcery_config.c: Contents of config file 'pjsip.conf' are invalid and cannot be parsed",
  "ERROR[9399] config_options.c: Could not find option suitable for category 'zzz' named 'foo' at line 118 of ",
  "ERROR[9399] res_sorcery_config.c: Could not create an object of type 'endpoint' with id 'zzz' from configuration file 'pjsip.conf'",
  "ERROR[9399] config.c: The file 'nothere.conf' was listed as a #include but it does not exist.",
  "ERROR[9399] res_pjsip/config_transport.c: Transport 'zzz' could not be started: Cannot assign requested address",
  "ERROR[10382] res_pjsip_outbound_registration.c: Server URI or hostname length exceeds pjproject limit or is not a sip(s) uri: 'zzz'",
  "WARNING[10398] pbx_config.c: Invalid priority/label 'x' at line 45 of extensions.conf",
  "WARNING[10478] pbx.c: Unable to register extension '5' priority 1 in 'zz', already in use",
  "WARNING[10494] pbx.c: Context 'zz' tries to include nonexistent context 'nothere'",
  "WARNING[10590] app_queue.c: Unknown keyword in queue 'q': foo at line 12 of queues.conf",
  'ERROR[10726] tcptls.c: Unable to bind http server to 1.2.3.4:8088: Cannot assign requested address',
];
const OF_CALLS = [
  "WARNING[9405] pjproject: \t       sip_transport.c Dropping 713 bytes packet from UDP 127.0.0.1:5060 : PJSIP syntax error exception when parsing 'Request Line' header on line 1 col 20",
  'WARNING[5812] res_http_websocket.c: Web socket closed abruptly',
  'WARNING[5812] ari/ari_websockets.c: WebSocket read error: Success',
  "WARNING[5563] res_pjsip_outbound_registration.c: No response received from 'sip:127.0.0.1:5061' on registration attempt to 'sip:line@127.0.0.1:5061', retrying in '10'",
  "WARNING[32356] loader.c: Module 'res_monitor' has been loaded but was deprecated in Asterisk version 16 and will be removed in Asterisk version 21. Its replacement is 'app_mixmonitor'.",
  "WARNING[411][C-00000003] pbx.c: Channel 'PJSIP/101-00000004' sent to invalid extension but no invalid handler: context,exten,priority=desk,5,1",
];

const logged = (lines: readonly string[]) => OPENED + lines.map((line) => `[Nov 24 03:29:13] ${line}\n\n`).join('');

describe('what a PBX refused of its configuration', () => {
  it.each(REFUSED)('is told in the words of its log: %s', (line) => {
    const [, level, source, text = ''] = /^([A-Z]+)\[\d+\] ([^:]+): (.*)$/.exec(line) ?? [];

    expect(complaintsIn(logged([line]))).toEqual([{ level, source, text: text.trim() }]);
  });

  it('is told once, however often each part of Asterisk repeats it', () => {
    expect(complaintsIn(logged([...REFUSED, ...REFUSED, ...REFUSED]))).toHaveLength(REFUSED.length);
  });

  it('is not mixed with what a PBX says of calls, of the wire and of its own modules', () => {
    expect(complaintsIn(logged(OF_CALLS))).toEqual([]);
  });

  it('is nothing when only the log was opened anew', () => {
    expect(complaintsIn(OPENED)).toEqual([]);
  });

  it('is unknown, not nothing, when the log was not opened: then Asterisk did not write it', () => {
    expect(complaintsIn('')).toBeNull();
  });
});

describe('the log of a PBX from a moment on', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'withheld-log-'));
    path = join(directory, 'messages');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves out what was written before, and waits for what is written a moment late', async () => {
    writeFileSync(path, logged([REFUSED[0] ?? '']));
    const log = new PbxLog(path);
    await log.mark();
    appendFileSync(path, OPENED);
    setTimeout(() => appendFileSync(path, `[Nov 24 03:29:13] ${REFUSED[7]}\n`), 150);

    expect((await log.complaints()).map(({ source }) => source)).toEqual(['pbx_config.c']);
  });

  it('is read from its beginning when it was begun anew', async () => {
    writeFileSync(path, logged(OF_CALLS));
    const log = new PbxLog(path);
    await log.mark();
    writeFileSync(path, logged([REFUSED[7] ?? '']));

    expect(await log.complaints()).toHaveLength(1);
  });

  it('says that nothing is known when nothing was written', async () => {
    const log = new PbxLog(path);
    await log.mark();

    expect(await log.complaints()).toEqual([
      { level: 'ERROR', source: 'log/messages', text: expect.stringContaining('not known') },
    ]);
  });
});
