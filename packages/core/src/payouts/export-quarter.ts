import type { TenantTx } from '@mamapu/db'
import { assert, formatFen, type Id, instantOf, type LocalDate } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import { audit } from '../audit/index.js'
import { neutralCell } from '../catalog/index.js'
import { type StoreKeys, unsealJson } from '../stores/index.js'
import { sumPerPerson } from './export.queries.js'
import type { PayeeIdentity } from './withdrawal.types.js'

/** People in one file; a shop that pays more has to ask by month, which nobody does yet. */
const PEOPLE_MAX = 20_000

export interface Quarter {
  /** `2026Q1`. */
  readonly name: string
  readonly from: LocalDate
  /** The first day after it. */
  readonly until: LocalDate
}

/** `2026Q1` as days; null for anything else. */
export function readQuarter(text: string): Quarter | null {
  const [, year, quarter] = /^(20\d{2})Q([1-4])$/.exec(text) ?? []
  if (!year || !quarter) return null
  const first = (Number(quarter) - 1) * 3 + 1
  const day = (y: number, month: number) => `${y}-${String(month).padStart(2, '0')}-01` as LocalDate
  const until = first + 3 > 12 ? day(Number(year) + 1, 1) : day(Number(year), first + 3)
  return { name: text, from: day(Number(year), first), until }
}

const COLUMNS = [
  '季度',
  '姓名',
  '证件类型',
  '证件号码',
  '收入项目',
  '笔数',
  '收入额（元）',
  '手续费（元）',
  '已扣税（元）',
  '实付（元）',
] as const

/**
 * What a platform reports of a quarter: one line per person with name and number in full, what she was paid by the shop's calendar
 * and what was withheld; who read it stands in the audit. A withdrawal that came back counts against the quarter it came back in.
 */
export async function quarterFile(
  tx: TenantTx,
  { keys, zone }: { readonly keys: StoreKeys; readonly zone: string },
  { quarter, actor, at }: { readonly quarter: Quarter; readonly actor: Id<'stf'>; readonly at: Date },
): Promise<string> {
  const span = { from: instantOf(quarter.from, 0, zone), until: instantOf(quarter.until, 0, zone) }
  const people = await sumPerPerson(tx, { ...span, limit: PEOPLE_MAX + 1 })
  assert(people.length <= PEOPLE_MAX, 'more people than one file holds')
  const data = { quarter: quarter.name, people: people.length }
  await audit(tx, { actor, action: 'payout.quarter_read', subject: tx.storeId, data, at })
  const lines = people.map((person) => {
    const { name, idNumber } = unsealJson<PayeeIdentity>(keys, person.identitySealed)
    return [
      quarter.name,
      neutralCell(name),
      '居民身份证',
      // Ends in a tab, or a spreadsheet rounds it.
      `${idNumber}\t`,
      '劳务报酬',
      String(person.times),
      formatFen(person.amountFen),
      formatFen(person.feeFen),
      formatFen(person.taxFen),
      formatFen(person.netFen),
    ]
  })
  return `\uFEFF${stringify([[...COLUMNS], ...lines])}`
}
