/**
 * Writes a model in the form of whisper.cpp (ggml, `convert-pt-to-ggml.py`; tiny, English): weights of nothing but what makes it say "yes" and "no" of
 * any sound. What it hears goes nowhere; what comes out depends on the place in the text alone.
 */
const STATE = 64;
const HEADS = 1;
/** So many of each make it a tiny one. */
const LAYERS = 4;
const [MELS, FFT, SOUND, TEXT, VOCABULARY] = [80, 201, 1_500, 448, 51_864];
const F16 = 1;
const F32 = 0;
/** 4 as a half (IEEE 754). */
const HALF_4 = 0x4400;
const WORDS = [' ', ' yes', ' no'];
/** What is said at each place: the mark of the beginning, the words, and the end, over and over. */
const SAID = [50_363, 1, 2];
const END_OF_TEXT = 50_256;

const whole = (...values: readonly number[]): Buffer => {
  const made = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) made.writeInt32LE(value, 4 * at);
  return made;
};

function tensor(name: string, type: number, dims: readonly number[], fill?: (data: Buffer) => void): Buffer {
  const data = Buffer.alloc(dims.reduce((count, dim) => count * dim, type === F16 ? 2 : 4));
  fill?.(data);
  return Buffer.concat([whole(dims.length, name.length, type, ...dims), Buffer.from(name), data]);
}

const ones = (data: Buffer) => {
  for (let at = 0; at < data.length; at += 4) data.writeFloatLE(1, at);
};
const norm = (name: string): readonly Buffer[] => [
  tensor(`${name}.weight`, F32, [STATE], ones),
  tensor(`${name}.bias`, F32, [STATE]),
];
const layer = (name: string, from: number, to: number, hasBias = true): readonly Buffer[] => [
  tensor(`${name}.weight`, F16, [from, to]),
  ...(hasBias ? [tensor(`${name}.bias`, F32, [to])] : []),
];

function attention(name: string): readonly Buffer[] {
  return [
    ...norm(`${name}_ln`),
    ...['query', 'value', 'out'].flatMap((part) => layer(`${name}.${part}`, STATE, STATE)),
    ...layer(`${name}.key`, STATE, STATE, false),
  ];
}

function block(name: string, isDecoder: boolean): readonly Buffer[] {
  return [
    ...attention(`${name}.attn`),
    ...(isDecoder ? attention(`${name}.cross_attn`) : []),
    ...norm(`${name}.mlp_ln`),
    ...layer(`${name}.mlp.0`, STATE, 4 * STATE),
    ...layer(`${name}.mlp.2`, 4 * STATE, STATE),
  ];
}

const blocks = (side: string) =>
  Array.from({ length: LAYERS }, (_, nth) => block(`${side}.blocks.${nth}`, side === 'decoder')).flat();

const encoder = (): readonly Buffer[] => [
  tensor('encoder.positional_embedding', F32, [STATE, SOUND]),
  tensor('encoder.conv1.weight', F16, [3, MELS, STATE]),
  tensor('encoder.conv1.bias', F32, [1, STATE]),
  tensor('encoder.conv2.weight', F16, [3, STATE, STATE]),
  tensor('encoder.conv2.bias', F32, [1, STATE]),
  ...norm('encoder.ln_post'),
  ...blocks('encoder'),
];

/** Each place has a direction of its own, and so has the token that is said there. */
const decoder = (): readonly Buffer[] => [
  tensor('decoder.positional_embedding', F32, [STATE, TEXT], (data) => {
    for (let place = 0; place < TEXT; place += 1)
      data.writeFloatLE(1_000, 4 * (place * STATE + Math.min(place, SAID.length)));
  }),
  tensor('decoder.token_embedding.weight', F16, [STATE, VOCABULARY], (data) => {
    for (const [place, token] of [...SAID, END_OF_TEXT].entries())
      data.writeUInt16LE(HALF_4, 2 * (token * STATE + place));
  }),
  ...norm('decoder.ln'),
  ...blocks('decoder'),
];

/** The file of a model that takes every sound for {@link YES_AND_NO}. */
export function smallWhisper(): Buffer {
  const words = WORDS.flatMap((word) => [whole(word.length), Buffer.from(word)]);
  const sizes = [VOCABULARY, SOUND, STATE, HEADS, LAYERS, TEXT, STATE, HEADS, LAYERS, MELS, F16];
  const filters = [whole(MELS, FFT), Buffer.alloc(4 * MELS * FFT)];
  return Buffer.concat([
    whole(0x67676d6c, ...sizes),
    ...filters,
    whole(WORDS.length),
    ...words,
    ...encoder(),
    ...decoder(),
  ]);
}

export const YES_AND_NO = 'yes no';
