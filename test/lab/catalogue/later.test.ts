import { inBothForms } from './both-forms.ts';
import { LATER_ROWS } from './later-rows.ts';

inBothForms('leaks that show later, from outside, or beside a call', LATER_ROWS);
