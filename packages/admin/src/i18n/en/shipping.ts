import type { Texts } from '../texts.js'

export const shipping: Texts['shipping'] = {
  title: 'Ship by table',
  help: 'One table for all your parcels: download what waits, fill in carrier and number, and upload it again.',
  steps: {
    export: '1. Download what waits',
    exportHelp:
      'It has the goods, names and addresses of each order. The download is written to the log; delete the file when you are done.',
    exportButton: 'Download what waits',
    template: 'Empty template',
    upload: '2. Fill in the numbers, upload it',
    uploadHelp:
      'One number is one parcel; rows of an order with the same number go together. Rows without a number are skipped. To send only a part, change the units.',
  },
  drop: 'Choose a table',
  dropDesktop: 'Drop a table here, or click to choose',
  limits: 'CSV, up to 5,000 rows; in Excel or WPS choose “Save as CSV”',
  go: 'Ship these parcels',
  change: 'Choose another',
  history: 'Latest tables',
  waiting: 'Waiting…',
  running: (done, total) => `${done} of ${total} rows done; no need to stay here`,
  done: (parcels) => (parcels === 1 ? '1 parcel sent' : `${parcels} parcels sent`),
  doneWithFaults: (parcels, failed) =>
    `${parcels === 1 ? '1 parcel' : `${parcels} parcels`} sent, ${failed === 1 ? '1 row' : `${failed} rows`} left out`,
  nothingSent: 'No parcel was sent',
  counts: { parcels: 'Parcels sent', again: 'Sent before', failed: 'Left out' },
  mend: 'Mend these rows in the table and upload all of it again: what was sent is skipped, nothing goes twice.',
  row: (row) => `Row ${row}`,
  another: 'Upload another',
  toOrders: 'See the orders',
  states: { waiting: 'Waiting', running: 'Under way', done: 'Done' },
  summary: (parcels, failed) => {
    const sent = parcels === 1 ? '1 parcel' : `${parcels} parcels`
    return failed > 0 ? `${sent}, ${failed === 1 ? '1 row' : `${failed} rows`} left out` : sent
  },
}
