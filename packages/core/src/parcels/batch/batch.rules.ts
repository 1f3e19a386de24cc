/** What a column of a table of parcels holds. */
export const BATCH_FIELDS = ['order', 'carrier', 'tracking', 'code', 'units'] as const
export type BatchField = (typeof BATCH_FIELDS)[number]

/** What the columns are called; the first is what our own tables write. */
export const FIELD_NAMES: Readonly<Record<BatchField, readonly string[]>> = {
  order: ['订单号', '订单编号', 'Order number', 'order'],
  carrier: ['快递公司', '物流公司', 'Carrier', 'carrier'],
  tracking: ['快递单号', '物流单号', '运单号', 'Tracking number', 'tracking'],
  code: ['商品编码', 'SKU', 'SKU code', 'sku'],
  units: ['数量', 'Units', 'units'],
}

const REQUIRED: readonly BatchField[] = ['order', 'carrier', 'tracking']

/** What is wrong with a row, or with what it asks for. */
export const ROW_PROBLEMS = {
  ROW_ORDER_EMPTY: { 'zh-CN': '没有填订单号', en: 'The order number is missing' },
  ROW_ORDER_ROUNDED: {
    'zh-CN': '订单号被表格软件改成了 2.6E+13 这样：请把这一列设成“文本”，重新填写后再传',
    en: 'The order number was turned into 2.6E+13: set the column to text, enter it again and upload',
  },
  ROW_ORDER_UNKNOWN: {
    'zh-CN': '店里没有这个订单，请核对订单号',
    en: 'There is no such order; please check the number',
  },
  ROW_CARRIER: { 'zh-CN': '快递公司要填 1–40 个字', en: 'The carrier has 1 to 40 letters' },
  ROW_TRACKING: {
    'zh-CN': '快递单号要填 4–60 位字母、数字或横线',
    en: 'The tracking number has 4 to 60 letters, digits or dashes',
  },
  ROW_TRACKING_ROUNDED: {
    'zh-CN': '快递单号被表格软件改成了 7.3E+11 这样：请把这一列设成“文本”，重新填写后再传',
    en: 'The tracking number was turned into 7.3E+11: set the column to text, enter it again and upload',
  },
  ROW_TWO_CARRIERS: {
    'zh-CN': '同一个单号写了两家快递，请改成一家',
    en: 'One tracking number with two carriers; please keep one',
  },
  ROW_CODE_UNKNOWN: {
    'zh-CN': '这个订单里没有这个商品编码',
    en: 'The order has no item with this code',
  },
  ROW_UNITS: { 'zh-CN': '数量要填 1–999 的整数', en: 'Units are a whole number from 1 to 999' },
  ROW_UNITS_ALONE: {
    'zh-CN': '只填了数量：请也填商品编码，或两个都留空（发全部）',
    en: 'Units without an item code: fill in both, or leave both empty for everything',
  },
  ROW_STATE: {
    'zh-CN': '订单现在不能发货（没付款、已发完、已关闭或已退款）',
    en: 'The order cannot be shipped now: unpaid, shipped, closed or refunded',
  },
  ROW_ASKED_BACK: {
    'zh-CN': '顾客正在申请退款，请先处理售后',
    en: 'An after-sale asks it back: answer that first',
  },
  ROW_NOTHING_LEFT: { 'zh-CN': '已经没有要发的商品', en: 'Nothing of it is left to ship' },
  ROW_TOO_MANY: {
    'zh-CN': '数量超过了待发数量，请改小',
    en: 'That is more than is left to ship; please enter fewer',
  },
  ROW_VIRTUAL: {
    'zh-CN': '虚拟商品付款后自动发放，请删掉这一行',
    en: 'Virtual goods are delivered by themselves; please remove this row',
  },
  ROW_PACKED: {
    'zh-CN':
      '这个订单有打包计划，和这一行对不上：请按计划每个包裹一个单号，填它的商品编码和数量；不按计划发就先在订单页取消计划',
    en: 'The order has planned parcels and this row is none of them: one number per planned parcel, with its item codes and units; or drop the plan on the order page first',
  },
  ROW_PACK_CHANGED: {
    'zh-CN': '打包计划现在不能发（有退款、售后，或改了地址），请在订单页重新计划',
    en: 'The planned parcel cannot leave now: a refund, an after-sale or another address; please plan it anew on the order page',
  },
  ROW_WITH_OTHERS: {
    'zh-CN': '同一个包裹的另一行有问题，改好后会一起发',
    en: 'Another row of the same parcel is wrong; they go together once it is right',
  },
} as const
export type RowProblem = keyof typeof ROW_PROBLEMS

export interface BatchRow {
  /** Its line in the table, the header being 1. */
  readonly number: number
  readonly order: string
  readonly carrier: string
  readonly tracking: string
  readonly code: string
  readonly units: string
}

export interface RowFault {
  readonly problem: RowProblem
  readonly field: BatchField
}

/** Which field stands in which column; null names what is missing. */
export function readFields(
  header: readonly string[],
):
  | { readonly read: true; readonly columns: ReadonlyMap<BatchField, number> }
  | { readonly read: false; readonly missing: readonly string[] } {
  const columns = new Map<BatchField, number>()
  for (const field of BATCH_FIELDS) {
    const names = FIELD_NAMES[field].map((name) => name.toLowerCase())
    const index = header.findIndex((cell) => names.includes(plain(cell).toLowerCase()))
    if (index >= 0) columns.set(field, index)
  }
  const missing = REQUIRED.filter((field) => !columns.has(field)).map(
    (field) => FIELD_NAMES[field][0] as string,
  )
  return missing.length > 0 ? { read: false, missing } : { read: true, columns }
}

/** A row's cells by field; null for a row nobody filled in: without carrier and number it is what our own export wrote. */
export function readRow(
  cells: readonly string[],
  columns: ReadonlyMap<BatchField, number>,
  number: number,
): BatchRow | null {
  const of = (field: BatchField) => plain(cells[columns.get(field) ?? -1] ?? '').slice(0, 100)
  const row = {
    number,
    order: of('order'),
    carrier: of('carrier'),
    tracking: of('tracking'),
    code: of('code'),
    units: of('units'),
  }
  return row.carrier === '' && row.tracking === '' ? null : row
}

/** The text of a cell without what keeps spreadsheets from making a number of it: a tab, an apostrophe, ="…". */
function plain(cell: string): string {
  const text = cell.trim()
  const quoted = /^="(.*)"$/.exec(text)
  return (quoted?.[1] ?? text.replace(/^'/, '')).trim()
}

const ROUNDED = /^\d(\.\d+)?e\+\d+$/i

/** What is wrong with a row by itself; null when nothing is. */
export function whyBadRow(row: BatchRow): RowFault | null {
  const { order, carrier, tracking, code, units } = row
  if (order === '') return { problem: 'ROW_ORDER_EMPTY', field: 'order' }
  if (ROUNDED.test(order)) return { problem: 'ROW_ORDER_ROUNDED', field: 'order' }
  if (!/^\d{14}$/.test(order)) return { problem: 'ROW_ORDER_UNKNOWN', field: 'order' }
  if (carrier === '' || carrier.length > 40) return { problem: 'ROW_CARRIER', field: 'carrier' }
  if (ROUNDED.test(tracking)) return { problem: 'ROW_TRACKING_ROUNDED', field: 'tracking' }
  if (!/^[A-Za-z0-9-]{4,60}$/.test(tracking)) return { problem: 'ROW_TRACKING', field: 'tracking' }
  if (units !== '' && !/^[1-9]\d{0,2}$/.test(units)) return { problem: 'ROW_UNITS', field: 'units' }
  if (units !== '' && code === '') return { problem: 'ROW_UNITS_ALONE', field: 'code' }
  return null
}

/** Rows of one order and number are one parcel, numbered in the order in which they first come. */
export function parcelsOf(rows: readonly BatchRow[]): readonly (BatchRow & { readonly parcel: number })[] {
  const numbers = new Map<string, number>()
  return rows.map((row) => {
    const key = `${row.order}\n${row.tracking}`
    const parcel = numbers.get(key) ?? numbers.size
    numbers.set(key, parcel)
    return { ...row, parcel }
  })
}
