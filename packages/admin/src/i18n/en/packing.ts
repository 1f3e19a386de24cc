import type { Texts } from '../texts.js'

export const packing: Texts['packing'] = {
  title: 'Packing plan',
  help: 'Plan here what goes in several parcels, or together with other orders of the same receiver.',
  othersFound: (count) =>
    count === 1
      ? 'One more order to the same receiver waits to be sent; it could go along.'
      : `${count} more orders to the same receiver wait to be sent; they could go along.`,
  parcel: (index) => `Parcel ${index}`,
  merged: '(several orders)',
  unplanned: (units) => `${units} not planned yet`,
  split: 'Split into parcels',
  splitHelp: 'Choose what goes into this parcel; the rest can go into the next.',
  merge: 'Send together',
  mergeHelp: 'The chosen orders go in one parcel with this one, under one number.',
  left: (units) => `${units} left`,
  plan: 'Plan it',
  planned: 'Planned',
  stale: 'Something in it is asked back: it waits for that answer. Or drop it and plan anew.',
  shipHelp: 'Only what is in this parcel is sent.',
  shipMergedHelp: 'Every order in it is sent under this number.',
  isVoid: 'Void: something in it was refunded or sent otherwise, or the address changed. Plan the rest anew.',
  putAway: 'Got it',
  putAwayHelp: 'It goes from this list; the order stays as it is.',
  which: 'Which parcel?',
  openHelp: 'Choose how many below.',
  byHand: 'Leave the plan, choose the goods',
  byHandHelp: 'Planned parcels whose goods go this way become void.',
  sentOne: (left) => (left === 1 ? 'Sent; one more parcel' : `Sent; ${left} more parcels`),
  drop: 'Drop this parcel',
  dropHelp: 'Only the plan goes; the goods still wait to be sent.',
}
