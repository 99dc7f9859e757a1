import { Command, Option, type Command as Verb } from 'commander';
import { ENGINES, MODEL_KINDS } from '../call/speech.ts';
import { configOption } from './config-option.ts';
import { addModel } from './model/add.ts';
import { checkModel } from './model/check.ts';
import { evaluateModel } from './model/evaluate.ts';
import { getModel } from './model/get.ts';
import { KNOWN_MODELS } from './model/known-models.ts';

const WHERE_FROM = `
Withheld ships no model. Get one with \`withheld model get\`, or on another machine from whoever made it: compare
its digest with what they publish, and copy its folder here. Prefer transducer and CTC models (zipformer,
NeMo) to Whisper, which now and then writes sentences that nobody said. Then measure it with
\`withheld model evaluate\` on samples of your own callers' kind of speech, with their consent.`;

const KNOWN = `
${KNOWN_MODELS.map(({ name, package: from, what }) => `${name}: ${what}; npm pack ${from}`).join('\n')}`;

const SAMPLES = `
DIRECTORY holds pairs: NAME.wav (16-bit PCM, any rate) and NAME.txt with what is said in it. They are heard as
messages are: in the telephone band, speech alone, unsure segments left out. Nothing that was said is printed.
With Debian's asterisk-core-sounds-en-wav:
  withheld model evaluate /usr/share/asterisk/sounds/en_US_f_Allison \\
    --prompts /usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz`;

/** `withheld model`: the files with which an engine guesses what was said. */
export function modelCommand(): Verb {
  const command = new Command('model').description(
    'the model that guesses what was said in messages: pin, check, measure',
  );
  command
    .command('get')
    .description('fetch a model by its name, through npm, and compare it with what was tried')
    .argument('<name>', KNOWN_MODELS.map(({ name }) => name).join(', '))
    .argument('<directory>', 'where it goes: a folder that is empty or not there yet')
    .option('--from <file>', 'the package, fetched elsewhere with `npm pack`: nothing goes outside from here')
    .addHelpText('after', KNOWN)
    .action(getModel);
  command
    .command('add')
    .description('pin the files of a model by their digests, and print the lines for the configuration')
    .argument('<directory>', 'the folder with the files of one model')
    .addOption(configOption())
    .addOption(new Option('--engine <engine>', 'what runs it, where its files do not tell').choices(ENGINES))
    .addOption(
      new Option('--kind <kind>', "family of sherpa's model, where its files do not tell").choices(MODEL_KINDS),
    )
    .addHelpText('after', WHERE_FROM)
    .action(addModel);
  command
    .command('check')
    .description(
      'compare every file with its pin, and load the model where messages are heard; exit 1 when it cannot be used',
    )
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(checkModel);
  command
    .command('evaluate')
    .description('word error rate and real-time factor of the configured model on samples')
    .argument('<directory>', 'folder of the samples')
    .addOption(configOption())
    .option('--prompts <file>', 'the texts stand in this file, `name: text` on each line (may be .gz)')
    .option('--most <count>', 'samples to hear at most, spread over all of them', '200')
    .option('--json', 'as JSON')
    .addHelpText('after', SAMPLES)
    .action(evaluateModel);
  return command;
}
