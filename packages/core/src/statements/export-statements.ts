import { withTenant } from '@mamapu/db'
import { type CustomerId, type Fen, formatFen, type Locale, localTimeOf, type StoreId } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import type { App } from '../app.js'
import { neutralCell } from '../catalog/index.js'
import type { StoreKeys } from '../stores/index.js'
import type { Month } from './month.rules.js'
import type { PayeeMonth, StatementLine } from './statement.types.js'
import { MOVEMENT_WORDS } from './statement-words.js'
import { getStatement, listPayeeMonths, listStatementLines } from './statements.js'

const PAGE = 500
/** A spreadsheet takes a few more than a million; nobody has so many in a month. */
const LINES_MAX = 1_000_000

const LINE_HEADS: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': ['时间', '类型', '金额（元）', '余额（元）', '订单号', '商品', '事由'],
  en: ['Time', 'Kind', 'Amount (yuan)', 'Balance (yuan)', 'Order', 'Item', 'Cause'],
}
const OPENING: Readonly<Record<Locale, string>> = { 'zh-CN': '月初余额', en: 'Balance before' }
const MONTH_HEADS: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': [
    '月份',
    '收款人编号',
    '昵称',
    '手机',
    '佣金入账（元）',
    '退款扣回（元）',
    '手续费（元）',
    '代扣个税（元）',
    '其他（元）',
    '净收入（元）',
    '提现到账（元）',
  ],
  en: [
    'Month',
    'Payee',
    'Name',
    'Phone',
    'Gross (yuan)',
    'Taken back (yuan)',
    'Fees (yuan)',
    'Tax withheld (yuan)',
    'Other (yuan)',
    'Net (yuan)',
    'Paid out (yuan)',
  ],
}

export interface ExportWork {
  readonly app: App
  readonly storeId: StoreId
  readonly zone: string
  readonly locale: Locale
}

/** Every line of a payee's month with the balance after it, page by page: the first stands on what she had before. */
export async function* exportStatement(
  { app, storeId, zone, locale }: ExportWork,
  { payeeId, month }: { readonly payeeId: CustomerId; readonly month: Month },
): AsyncGenerator<string> {
  yield `\uFEFF${stringify([[...LINE_HEADS[locale]]])}`
  const at = app.clock.now()
  const { openingFen } = await withTenant(app.db, storeId, (tx) =>
    getStatement(tx, { payeeId, month }, { zone, at }),
  )
  yield stringify([['', OPENING[locale], '', formatFen(openingFen as Fen), '', '', '']])
  let balance = openingFen
  let after: StatementLine | null = null
  for (let count = 0; count < LINES_MAX; count += PAGE) {
    const ask: Parameters<typeof listStatementLines>[1] = { payeeId, month, zone, after, limit: PAGE }
    const page: readonly StatementLine[] = await withTenant(app.db, storeId, (tx) =>
      listStatementLines(tx, ask),
    )
    const rows = page.map((line) => {
      balance += line.amountFen
      return lineCells(line, balance, { zone, locale })
    })
    if (rows.length > 0) yield stringify(rows.map((row) => row.map(cellOf)))
    after = page.at(-1) ?? null
    if (page.length < PAGE) return
  }
}

/** A shop's month, one line per payee for whom anything moved. */
export async function* exportMonth(
  { app, storeId, zone, locale }: ExportWork,
  { month, keys }: { readonly month: Month; readonly keys: StoreKeys },
): AsyncGenerator<string> {
  yield `\uFEFF${stringify([[...MONTH_HEADS[locale]]])}`
  let after: CustomerId | null = null
  for (let count = 0; count < LINES_MAX; count += PAGE) {
    const ask: Parameters<typeof listPayeeMonths>[1] = { month, zone, keys, after, limit: PAGE }
    const page: readonly PayeeMonth[] = await withTenant(app.db, storeId, (tx) => listPayeeMonths(tx, ask))
    if (page.length > 0) yield stringify(page.map((one) => monthCells(one, month).map(cellOf)))
    after = page.at(-1)?.payeeId ?? null
    if (page.length < PAGE) return
  }
}

/** Yuan with two decimals, a number a spreadsheet adds up. */
type Cell = string | { readonly fen: number }
const cellOf = (cell: Cell): string =>
  typeof cell === 'string' ? neutralCell(cell) : formatFen(cell.fen as Fen)

function lineCells(
  line: StatementLine,
  balanceFen: number,
  { zone, locale }: { readonly zone: string; readonly locale: Locale },
): Cell[] {
  const { date, minute } = localTimeOf(line.at, zone)
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return [
    `${date} ${clock}`,
    MOVEMENT_WORDS[line.kind][locale],
    { fen: line.amountFen },
    { fen: balanceFen },
    line.orderNumber ?? '',
    line.productTitle ?? '',
    line.cause,
  ]
}

function monthCells({ payeeId, name, phoneMasked, figures }: PayeeMonth, month: Month): Cell[] {
  return [
    month,
    payeeId,
    name,
    phoneMasked,
    { fen: figures.grossFen },
    { fen: figures.reversedFen },
    { fen: figures.feeFen },
    { fen: figures.taxFen },
    { fen: figures.otherFen },
    { fen: figures.netFen },
    { fen: figures.withdrawnFen },
  ]
}
