import type { Texts } from '../texts.js'

export const exports: Texts['exports'] = {
  title: 'Export orders',
  help: 'Made in the background while you do something else; files are kept for 24 hours.',
  latest: 'Latest exports',
  empty: 'Nothing exported yet',
  emptyHelp: 'Choose the columns and start.',
  columns: 'Columns',
  filtered: 'Orders as the list is filtered now, 50,000 at most.',
  unfiltered: 'All orders, 50,000 at most. Filter the list first for fewer.',
  personal: 'Who receives it',
  personalHelp: 'Only when you need it: who exports and who downloads is recorded.',
  personalTag: 'Personal data',
  start: 'Start',
  started: 'Started; download it when it is ready',
  download: 'Download',
  cut: 'more than 50,000: only the newest',
  keptUntil: 'kept until',
  states: {
    waiting: (rows) => `Being made: ${rows} orders so far`,
    done: (rows) => `${rows} orders`,
    failed: () => 'It could not be made; please export again',
    expired: (rows) => `Expired (${rows} orders)`,
  },
}
