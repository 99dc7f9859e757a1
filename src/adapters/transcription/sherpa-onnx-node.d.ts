/** sherpa-onnx-node 1.13.8 ships no types that TypeScript finds. Only what is used here is declared. */
declare module 'sherpa-onnx-node' {
  export interface SpeechFound {
    /** In samples, from the beginning. */
    readonly start: number;
    readonly samples: Float32Array;
  }

  export class Vad {
    constructor(config: unknown, bufferSeconds: number);
    acceptWaveform(samples: Float32Array): void;
    flush(): void;
    isEmpty(): boolean;
    front(externalBuffer: boolean): SpeechFound;
    pop(): void;
  }

  export class LinearResampler {
    constructor(from: number, to: number);
    /** For the last samples there are: gives what was held back, too. */
    flush(samples: Float32Array): Float32Array;
  }

  export interface OfflineStream {
    acceptWaveform(sound: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  }

  export class OfflineRecognizer {
    constructor(config: unknown);
    createStream(): OfflineStream;
    decode(stream: OfflineStream): void;
    getResult(stream: OfflineStream): { readonly text?: unknown; readonly ys_log_probs?: unknown };
  }
}
