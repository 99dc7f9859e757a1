/**
 * What became of somebody who would leave a message. `empty`: they hung up before they spoke. `lost`: the PBX or the machine failed, and nothing was
 * kept. `failed`: the PBX could not record it.
 */
export type MessageOutcome = 'sealed' | 'empty' | 'lost' | 'refused' | 'failed';
