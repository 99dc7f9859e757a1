import { encode } from 'uqr';
import { element } from './element.ts';

/** Pixels of a square: large enough for a telephone's camera at an arm's length, small enough for a narrow window. */
const SQUARE = 5;
/** Squares of white around it (ISO/IEC 18004 §7.1). */
const BORDER = 4;

/** A QR code of a text, drawn here: no other program sees the text. It is always dark on light, whatever the colours of the page. */
export function qrCode(text: string, label: string): HTMLCanvasElement {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const pixels = String(size * SQUARE);
  const canvas = element('canvas', { class: 'qr', width: pixels, height: pixels, role: 'img', 'aria-label': label });
  const drawing = canvas.getContext('2d');
  if (drawing === null) return canvas;
  drawing.fillStyle = '#fff';
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.fillStyle = '#000';
  for (const [y, row] of data.entries())
    for (const [x, dark] of row.entries()) if (dark) drawing.fillRect(x * SQUARE, y * SQUARE, SQUARE, SQUARE);
  return canvas;
}
