/** A model that stands in a package which anybody can get, as it was on the day it was tried. */
export interface KnownModel {
  readonly name: string;
  readonly what: string;
  readonly package: string;
  /** Of the package's file, as its registry publishes it (SHA-512, base64). */
  readonly integrity: string;
  /** Where its files stand in the package, and what they are called in the model's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The program in the package that has the words of the model in it, as one long text. */
  readonly words: string;
  /** How many the model can say, those that nobody has written down included. */
  readonly tokens: number;
  /** Of the folder that comes of it (`modelDigest`). */
  readonly sha256: string;
}

export const KNOWN_MODELS: readonly [KnownModel, ...KnownModel[]] = [
  {
    name: 'moonshine-tiny-en',
    what: 'English, 28 MB, MIT licence',
    package: '@moonshine-ai/moonshine-js@0.1.29',
    integrity: 'Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==',
    files: {
      LICENSE: 'package/LICENSE',
      'decoder_model_merged.onnx': 'package/dist/model/tiny/quantized/decoder_model_merged.onnx',
      'encoder_model.onnx': 'package/dist/model/tiny/quantized/encoder_model.onnx',
    },
    words: 'package/dist/moonshine.min.js',
    tokens: 32_768,
    sha256: 'af4b8211fe3545d846eac2984c827afb3d1ed61ebbafaef540400d432a520d90',
  },
];
