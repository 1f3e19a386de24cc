import { type Fen, formatFen, type Locale, localTimeOf, type Words } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import type { App } from '../../app.js'
import { neutralCell } from '../../catalog/index.js'
import { type Address, type OrderState, saidOf } from '../../orders/index.js'
import { type StoreKeys, unsealJson } from '../../stores/index.js'
import type { ExportRow } from './row.queries.js'

/** Letters of one cell; no spreadsheet shows more of them. */
const CELL_MAX = 2000

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

const STATES: Readonly<Record<OrderState, Words>> = {
  unpaid: words('待付款', 'To pay'),
  paid: words('待发货', 'To ship'),
  shipped: words('已发货', 'Shipped'),
  received: words('已收货', 'Received'),
  completed: words('已完成', 'Completed'),
  cancelled: words('已取消', 'Cancelled'),
  refunded: words('已退款', 'Refunded'),
}

/** In whose calendar and language a table is written, and the keys that open what is sealed. */
export interface Reading {
  readonly keys: StoreKeys
  readonly zone: string
  readonly locale: Locale
  /** How orders of a method of delivery read. */
  readonly says: App['says']
}

interface Column {
  readonly head: Words
  /** Shown to whoever may see addresses in full, and no one else. */
  readonly isPersonal?: true
  readonly cell: (row: ExportRow, reading: Reading) => string | { readonly fen: Fen }
}

const addressOf = ({ addressSealed }: ExportRow, { keys }: Reading) =>
  unsealJson<Address>(keys, addressSealed)
const timeOf = (at: Date | null, { zone }: Reading) => {
  if (!at) return ''
  const { date, minute } = localTimeOf(at, zone)
  return `${date} ${[Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')}`
}

/** What a table of orders may show, in the order of the file. */
export const COLUMNS = {
  // Ends in a tab, or a spreadsheet rounds it.
  number: { head: words('订单号', 'Order'), cell: ({ number }) => `${number}\t` },
  placed: { head: words('下单时间', 'Placed'), cell: (row, reading) => timeOf(row.placedAt, reading) },
  paid_at: { head: words('付款时间', 'Paid at'), cell: (row, reading) => timeOf(row.paidAt, reading) },
  state: {
    head: words('状态', 'State'),
    cell: (row, { locale, says }) =>
      (saidOf(says(row.method), row)?.stage?.name ?? STATES[row.state])[locale],
  },
  goods: { head: words('商品', 'Goods'), cell: ({ goods }) => goods },
  codes: { head: words('货号', 'Codes'), cell: ({ codes }) => codes },
  units: { head: words('件数', 'Units'), cell: ({ units }) => String(units) },
  goods_total: { head: words('商品金额（元）', 'Goods (yuan)'), cell: ({ goodsFen: fen }) => ({ fen }) },
  discount: { head: words('优惠（元）', 'Discount (yuan)'), cell: ({ discountFen: fen }) => ({ fen }) },
  shipping: { head: words('运费（元）', 'Delivery (yuan)'), cell: ({ shippingFen: fen }) => ({ fen }) },
  payable: { head: words('应付（元）', 'Payable (yuan)'), cell: ({ payableFen: fen }) => ({ fen }) },
  paid: { head: words('实付（元）', 'Paid (yuan)'), cell: ({ paidFen: fen }) => ({ fen }) },
  refunded: { head: words('已退（元）', 'Refunded (yuan)'), cell: ({ refundedFen: fen }) => ({ fen }) },
  delivery: {
    head: words('配送方式', 'Delivery'),
    cell: ({ delivery }, { locale }) => delivery[locale] ?? '',
  },
  provider: { head: words('支付方式', 'Paid by'), cell: ({ provider }) => provider },
  parcels: { head: words('包裹', 'Parcels'), cell: ({ parcels }) => parcels },
  tags: { head: words('标签', 'Tags'), cell: ({ tags }) => tags },
  remark: { head: words('买家留言', 'Remark'), cell: ({ remark }) => remark },
  notes: { head: words('内部备注', 'Notes'), cell: ({ notes }) => notes },
  name: { head: words('收货人', 'Name'), isPersonal: true, cell: (row, to) => addressOf(row, to).name },
  phone: {
    head: words('手机号', 'Phone'),
    isPersonal: true,
    cell: (row, to) => `${addressOf(row, to).phone}\t`,
  },
  address: {
    head: words('收货地址', 'Address'),
    isPersonal: true,
    cell: (row, to) => `${addressOf(row, to).region} ${addressOf(row, to).street}`.trim(),
  },
} as const satisfies Readonly<Record<string, Column>>

export type ColumnName = keyof typeof COLUMNS
export const isColumn = (name: string): name is ColumnName => Object.hasOwn(COLUMNS, name)
export const isPersonal = (name: ColumnName): boolean => 'isPersonal' in COLUMNS[name]

/** The first line of a table, after the mark that tells spreadsheets it is UTF-8. */
export const headOf = (columns: readonly ColumnName[], { locale }: Reading): string =>
  `\uFEFF${stringify([columns.map((name) => COLUMNS[name].head[locale])])}`

/** Orders as lines of a table; no cell is a formula. */
export function rowsOf(rows: readonly ExportRow[], columns: readonly ColumnName[], reading: Reading): string {
  const chosen: readonly Column[] = columns.map((name) => COLUMNS[name])
  return rows.length === 0
    ? ''
    : stringify(rows.map((row) => chosen.map(({ cell }) => cellOf(cell(row, reading)))))
}

function cellOf(cell: ReturnType<Column['cell']>): string {
  if (typeof cell !== 'string') return formatFen(cell.fen)
  const text = cell.length > CELL_MAX ? `${cell.slice(0, CELL_MAX)}…` : cell
  return neutralCell(text)
}
