import { inBothForms } from './both-forms.ts';
import { OUTBOUND_ROWS } from './outbound-rows.ts';

inBothForms('leaks that the first message of a call shows', OUTBOUND_ROWS);
