/** Writes ONNX files (https://onnx.ai/onnx/repo-docs/IR.html): protobuf by hand, as little of it as a small CTC model needs. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const whole = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, value: Buffer | string) => {
  const held = Buffer.from(value);
  return Buffer.concat([varint(field * 8 + 2), varint(held.length), held]);
};

const FLOAT = 1;
const INT64 = 7;

function tensor(name: string, type: number, dims: readonly number[], raw: Buffer): Buffer {
  return Buffer.concat([...dims.map((dim) => whole(1, dim)), whole(2, type), bytes(8, name), bytes(9, raw)]);
}

/** A name of a dimension stands for any length. */
function value(name: string, type: number, dims: readonly (number | string)[]): Buffer {
  const shape = dims.map((dim) => bytes(1, typeof dim === 'number' ? whole(1, dim) : bytes(2, dim)));
  const described = bytes(1, Buffer.concat([whole(1, type), bytes(2, Buffer.concat(shape))]));
  return Buffer.concat([bytes(1, name), bytes(2, described)]);
}

function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Buffer[] = [],
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytes(1, name)),
    ...outputs.map((name) => bytes(2, name)),
    bytes(4, type),
    ...attributes.map((each) => bytes(5, each)),
  ]);
}

const attribute = (name: string, values: readonly number[]) =>
  Buffer.concat([bytes(1, name), ...values.map((each) => whole(8, each)), whole(20, 7)]);

const floats = (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);
const longs = (values: readonly number[]) => Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer);

/** Words this model knows, and the blank behind them, as NeMo's models have it. */
export const TOKENS = '▁call 0\n▁back 1\n<blk> 2\n';

/**
 * A CTC model in NeMo's form that hears "call" wherever there is sound: features [N, 80, T] go through one matrix. It is a model as any: the runtime
 * loads it, computes features, runs it and decodes.
 */
export function smallModel(): Buffer {
  // The loudness of all bands pulls towards the first token, whatever they are.
  const weights = Array.from({ length: 80 }, () => [0.05, 0, 0]).flat();
  const graph = Buffer.concat([
    bytes(1, node('Transpose', ['audio_signal'], ['frames'], [attribute('perm', [0, 2, 1])])),
    bytes(1, node('Abs', ['frames'], ['loud'])),
    bytes(1, node('MatMul', ['loud', 'weights'], ['scores'])),
    bytes(1, node('LogSoftmax', ['scores'], ['logprobs'])),
    bytes(2, 'small'),
    bytes(5, tensor('weights', FLOAT, [80, 3], floats(weights))),
    bytes(5, tensor('unused', INT64, [1], longs([0]))),
    bytes(11, value('audio_signal', FLOAT, ['N', 80, 'T'])),
    bytes(11, value('length', INT64, ['N'])),
    bytes(12, value('logprobs', FLOAT, ['N', 'T', 3])),
  ]);
  const metadata = {
    vocab_size: '2',
    subsampling_factor: '1',
    normalize_type: 'per_feature',
    model_type: 'EncDecCTCModelBPE',
  };
  return Buffer.concat([
    whole(1, 8),
    bytes(7, graph),
    bytes(8, Buffer.concat([bytes(1, ''), whole(2, 13)])),
    ...Object.entries(metadata).map(([key, each]) => bytes(14, Buffer.concat([bytes(1, key), bytes(2, each)]))),
  ]);
}
