import { describe, expect, it } from 'vitest';
import { promptTexts } from '../../../src/cli/model/samples.ts';
import { wordErrors, wordsIn } from '../../../src/cli/model/word-errors.ts';

const errors = (truth: string, guess: string) => wordErrors(wordsIn(truth), wordsIn(guess));

describe('words', () => {
  it('are compared without capitals, signs and accents of spelling', () => {
    expect(wordsIn('Please, call Marigold’s desk... NOW!')).toEqual(['please', 'call', "marigold's", 'desk', 'now']);
  });

  it.each([
    ['Press 1 or 2', 'press one or two'],
    ['room 15', 'room fifteen'],
    ['42', 'forty two'],
    ['100', 'one hundred'],
    ['1,234', 'one thousand two hundred thirty four'],
    ['300000', 'three hundred thousand'],
    ['0412', 'zero four one two'],
    ['5551234567', 'five five five one two three four five six seven'],
  ])('are the same for the number %s and for how it is spoken', (digits, spoken) => {
    expect(wordsIn(digits)).toEqual(wordsIn(spoken));
  });
});

describe('word errors', () => {
  it.each([
    ['one two three', 'one two three', 0],
    ['one two three', 'one four three', 1],
    ['one two three', 'one three', 1],
    ['one two three', 'one two and three', 1],
    ['one two three', '', 3],
    ['one', 'two three four', 3],
    ['do not call me', 'do call me back', 2],
  ])('of "%s" heard as "%s" are %i', (truth, guess, count) => {
    expect(errors(truth, guess)).toBe(count);
  });
});

describe('the list of prompts', () => {
  it('gives what is said, and leaves out comments, tones and silence', () => {
    const text = '; Core sounds\n\nbeep: [this is a beep]\nsilence/1: (1 second of silence)\nvm/hi: Hello: you.\n';

    expect([...promptTexts(text)]).toEqual([['vm/hi', 'Hello: you.']]);
  });
});
