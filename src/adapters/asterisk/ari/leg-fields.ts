/** Members of ARI's events that are legs (`rest-api/api-docs/events.json` of 16 and 22). */
export const LEG_FIELDS = [
  'channel',
  'caller',
  'peer',
  'transferee',
  'transferer_first_leg',
  'transferer_second_leg',
  'transfer_target',
] as const;
