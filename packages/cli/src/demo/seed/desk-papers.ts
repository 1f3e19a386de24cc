import { desk, invoices, parcels, type stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, HOUR, later, must } from '@mamapu/kernel'
import type { DemoDesk } from '../demo.types.js'
import { findNumbers } from './demo.queries.js'
import type { DeskOrder } from './desk-life.js'
import { merchantOf, type Past } from './past.js'

const TAGS_MAX = 50
/** Seven hours before midnight: the carrier comes at six. */
const TABLE_AT = -7 * HOUR
const HEADER = '订单号,快递公司,快递单号'

/** The invoice a buyer asks for, made out where the plan has its number. */
export async function writeInvoice(
  past: Past,
  store: stores.StoreSnapshot,
  { plan, live, placedAt }: DeskOrder,
): Promise<void> {
  if (!plan.invoice) return
  const { app, clock } = past
  const { after, number, ...buyer } = plan.invoice
  const at = later(placedAt, after * HOUR)
  clock.set(at)
  if ((await invoices.invoicesOf(app, store, live.id)).length === 0) {
    const asked = await invoices.askInvoice(app, store, { ...buyer, orderId: live.id, at })
    assert(asked.done, `an invoice was refused: ${asked.done ? '' : asked.code}`)
  }
  const [found] = await invoices.invoicesOf(app, store, live.id)
  const { id, state } = must(found, 'the invoice that was asked for')
  if (!number || state !== 'asked') return
  const deed = { act: 'issue', id, number, link: '', actor: merchantOf(past), at: later(at, HOUR) } as const
  clock.set(deed.at)
  assert((await invoices.actOnInvoice(app, store, deed)).done, 'an invoice is made out')
}

/** What staff write beside an order, with its tag. */
export async function noteOrder(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { plan: { tag: name, note }, live, placedAt }: DeskOrder,
): Promise<void> {
  if (name === undefined) return
  const at = later(placedAt, 3 * HOUR)
  past.clock.set(at)
  await withTenant(past.app.db, storeId, async (tx) => {
    const tag = must(
      (await desk.listTags(tx, TAGS_MAX)).find((one) => one.name === name),
      name,
    )
    const by = { orderId: live.id, actor: merchantOf(past), at }
    const isNew = await desk.setTag(tx, { ...by, tagId: tag.id, isOn: true })
    if (isNew && note) assert((await desk.addNote(tx, { ...by, body: note })).added, 'a note fits')
  })
}

/** The table of parcels as the merchant uploads it: some rows go, some say what is wrong. Nothing once its orders are sent. */
export async function sendTable(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { desk: plan, all, today }: { desk: DemoDesk; all: readonly DeskOrder[]; today: Date },
): Promise<void> {
  const { app, clock } = past
  const numbers = await findNumbers(app.db, storeId)
  const numberOf = ({ live }: DeskOrder) => must(numbers.get(live.id), 'an order has a number')
  const wanted = all.flatMap((one) => (one.plan.inTable ? [{ one, number: one.plan.inTable }] : []))
  if (wanted.every(({ one }) => one.live.state !== 'paid')) return
  const at = later(today, TABLE_AT)
  clock.set(at)
  const rows = [
    ...wanted.map(({ one, number }) => [numberOf(one), '中通快递', number]),
    ...plan.wrongRows.map(({ order, carrier, number }) => [
      typeof order === 'number' ? numberOf(must(all[order], 'an order of the desk')) : order,
      carrier,
      number,
    ]),
  ]
  const bytes = Buffer.from([HEADER, ...rows.map((row) => row.join(','))].join('\n'))
  const staffId = merchantOf(past)
  const started = await parcels.startBatch(app, storeId, { fileName: '今天的快递.csv', bytes, staffId, at })
  assert(started.started, 'the table is read')
  await parcels.runBatch(app, storeId, started.batchId)
}
