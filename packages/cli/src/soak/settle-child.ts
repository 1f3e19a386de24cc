// A process of its own, to be killed: releases what is due of one shop once it is told to. Arguments: shop, instant, batch.
import { type App, earnings } from '@mamapu/core'
import { openDatabase } from '@mamapu/db'
import { asId, ManualClock, must } from '@mamapu/kernel'

const [shop, instant, batch] = process.argv.slice(2)
const { DATABASE_APP_URL, DATABASE_SWEEP_URL } = process.env
const urls = { app: must(DATABASE_APP_URL, 'a database'), sweep: must(DATABASE_SWEEP_URL, 'a database') }
const db = openDatabase({ urls, max: 2, name: 'mamapu-soak' })
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const app: App = {
  db,
  clock: new ManualClock(must(instant, 'an instant')),
  log: quiet,
  hosts: { base: '', shop: '', protocol: 'http', internal: '' },
  secret: Buffer.alloc(32),
  dataDir: '',
  nudge() {},
  says: () => null,
  jobs: { async send() {} },
}
process.on('disconnect', () => process.exit(0))
const storeId = asId('sto', must(shop, 'a shop'))
// The next one is started while this one works, and waits here for its turn.
await new Promise((resolve) => process.once('message', resolve))
const run = await earnings.settleDue(app, storeId, { hears: [], batchMax: Number(batch) })
process.send?.(run)
await db.close()
process.disconnect?.()
