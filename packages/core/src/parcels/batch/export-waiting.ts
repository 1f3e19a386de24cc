import { withTenant } from '@mamapu/db'
import type { App } from '../../app.js'
import { neutralCell } from '../../catalog/index.js'
import { listPlanned, type PlannedLine } from '../../desk/index.js'
import type { Address } from '../../orders/index.js'
import { type StoreSnapshot, unsealJson } from '../../stores/index.js'
import { listWaiting, type WaitingLine } from './batch.queries.js'
import { BATCH_FIELDS, FIELD_NAMES } from './batch.rules.js'

const PAGE = 200
const BOM = '\uFEFF'
const MORE = ['商品', '规格', '收件人', '电话', '地址', '买家留言', '打包计划']

const cellOf = (text: string) => `"${neutralCell(text.replaceAll(/[\r\n]+/g, ' ')).replaceAll('"', '""')}"`
/** A tab before it keeps a spreadsheet from rounding a long number. */
const numberCell = (text: string) => `"\t${text}"`

const HEADER = `${BOM}${[...BATCH_FIELDS.map((field) => FIELD_NAMES[field][0] as string), ...MORE].map(cellOf).join(',')}\r\n`

/** The empty table with two rows that show how it is filled in. */
export const TEMPLATE = `${HEADER}${[
  [
    numberCell('26030412345678'),
    '顺丰速运',
    numberCell('SF1234567890123'),
    '',
    '',
    '整单一个包裹：商品编码和数量留空',
  ],
  [
    numberCell('26030487654321'),
    '中通快递',
    numberCell('73123456789012'),
    'NB-S-1',
    '2',
    '只发一部分：填商品编码和数量',
  ],
]
  .map((row) => row.join(','))
  .join('\r\n')}\r\n`

/**
 * Everything that waits to be sent, in the shape the upload reads: carrier and number are filled in and it is uploaded
 * again. What is planned to go in a parcel of its own stands in rows of its own.
 */
export async function* exportWaiting(app: App, store: StoreSnapshot): AsyncGenerator<string> {
  yield HEADER
  let after: Awaited<ReturnType<typeof listWaiting>>['next'] = null
  do {
    const page: Awaited<ReturnType<typeof listWaiting>> & { readonly planned: readonly PlannedLine[] } =
      await withTenant(app.db, store.storeId, async (tx) => {
        const found = await listWaiting(tx, { after, limit: PAGE })
        const ids = [...new Set(found.lines.map(({ orderId }) => orderId))]
        return { ...found, planned: await listPlanned(tx, ids) }
      })
    for (const line of page.lines.flatMap((one) => partsOf(one, page.planned))) {
      const address = unsealJson<Address>(store.keys, line.addressSealed)
      // Without a region it goes to no address: somebody comes for it.
      if (address.regionCode === '') continue
      const cells = [
        numberCell(line.order),
        '',
        '',
        cellOf(line.code),
        String(line.units),
        cellOf(line.title),
        cellOf(line.options),
        cellOf(address.name),
        numberCell(address.phone),
        cellOf(`${address.region} ${address.street}`),
        cellOf(line.remark),
        cellOf(line.plan),
      ]
      yield `${cells.join(',')}\r\n`
    }
    after = page.next
  } while (after)
}

/** A line as it is planned to go: its units in each planned parcel of the order, and those of none. */
function partsOf(
  line: WaitingLine,
  planned: readonly PlannedLine[],
): readonly (WaitingLine & { readonly plan: string })[] {
  const ofOrder = planned.filter(({ orderId }) => orderId === line.orderId)
  const packs = [...new Set(ofOrder.map(({ packId }) => packId))]
  let rest = line.units
  const parts = ofOrder.flatMap(({ packId, lineId, units: wished, together }) => {
    const units = lineId === line.lineId ? Math.min(wished, rest) : 0
    rest -= units
    const plan = `包裹 ${packs.indexOf(packId) + 1}${together ? `，同包 ${together}` : ''}`
    return units > 0 ? [{ ...line, units, plan }] : []
  })
  return rest > 0 ? [...parts, { ...line, units: rest, plan: '' }] : parts
}
