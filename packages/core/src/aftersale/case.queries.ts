import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Fen, type Id, idOf, type OrderId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { CaseState } from './case.rules.js'
import type { Case, CaseActor, CaseEnding, CaseId, CaseKind, CaseLine, CaseStep } from './case.types.js'

interface RawCase {
  id: string
  order_id: string
  customer_id: string | null
  kind: CaseKind
  was_sent: boolean
  state: CaseState
  reason: string
  refusals: number
  ending: CaseEnding | null
  due_at: Date | null
  remind_at: Date | null
  carrier: string | null
  tracking_number: string | null
  refund_id: string | null
  replacement_id: string | null
  opened_at: Date
  moved_at: Date
  closed_at: Date | null
}

interface RawLine {
  case_id: string
  line_id: string
  units: number
  gone_before: number | null
  is_open: boolean
  wanted_sku: string | null
  done_units: number
  restocked_units: number
  less_fen: Fen
}

/** The order a case is of; null when there is no such case. */
export async function findOrderOf(tx: TenantTx, caseId: CaseId): Promise<OrderId | null> {
  const [row] = await tx.sql<{ order_id: string }[]>`
    select order_id from aftersale_cases where tenant_id = ${tx.tenantId} and id = ${uuidOf(caseId)}`
  return row ? idOf('ord', row.order_id) : null
}

/** Reads a case. Whoever changes it holds its order: everything that happens to one order queues up behind that row. */
export async function findCase(tx: TenantTx, caseId: CaseId): Promise<Case | null> {
  const [one] = await casesWhere(tx, tx.sql`id = ${uuidOf(caseId)}`)
  return one ?? null
}

/** Every case of an order, the latest first. */
export function listCasesOf(tx: TenantTx, orderId: OrderId): Promise<Case[]> {
  return casesWhere(tx, tx.sql`order_id = ${uuidOf(orderId)}`)
}

async function casesWhere(tx: TenantTx, which: ReturnType<TenantTx['sql']>): Promise<Case[]> {
  const { sql, tenantId } = tx
  const rows = await sql<RawCase[]>`
    select id, order_id, customer_id, kind, was_sent, state, reason, refusals, ending, due_at, remind_at, carrier,
           tracking_number, refund_id, replacement_id, opened_at, moved_at, closed_at
      from aftersale_cases where tenant_id = ${tenantId} and ${which} order by id desc limit 100`
  return withLines(tx, rows)
}

export async function withLines(tx: TenantTx, rows: readonly RawCase[]): Promise<Case[]> {
  if (rows.length === 0) return []
  const lines = await tx.sql<RawLine[]>`
    select case_id, line_id, units, gone_before, is_open, wanted_sku, done_units, restocked_units, less_fen from aftersale_lines
     where tenant_id = ${tx.tenantId} and case_id in ${tx.sql(rows.map(({ id }) => id))} order by case_id, line_id limit 5000`
  return rows.map((row) =>
    toCase(
      row,
      lines.filter((line) => line.case_id === row.id),
    ),
  )
}

const toCase = (row: RawCase, lines: readonly RawLine[]): Case => ({
  id: idOf('asc', row.id),
  orderId: idOf('ord', row.order_id),
  customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
  kind: row.kind,
  wasSent: row.was_sent,
  state: row.state,
  reason: row.reason,
  refusals: row.refusals,
  ending: row.ending,
  dueAt: row.due_at,
  remindAt: row.remind_at,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  refundId: row.refund_id === null ? null : idOf('ref', row.refund_id),
  replacementId: row.replacement_id === null ? null : idOf('ord', row.replacement_id),
  openedAt: row.opened_at,
  movedAt: row.moved_at,
  closedAt: row.closed_at,
  lines: lines.map(
    (line): CaseLine => ({
      lineId: idOf('lin', line.line_id),
      units: line.units,
      goneBefore: line.gone_before,
      isOpen: line.is_open,
      wantedSku: line.wanted_sku === null ? null : idOf('sku', line.wanted_sku),
      doneUnits: line.done_units,
      restockedUnits: line.restocked_units,
      lessFen: line.less_fen,
    }),
  ),
})

export async function countCasesOf(tx: TenantTx, orderId: OrderId): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from aftersale_cases where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
  return row?.count ?? 0
}

/** Lines of an order that are in an open case. */
export async function listOpenLines(tx: TenantTx, orderId: OrderId): Promise<ReadonlySet<Id<'lin'>>> {
  const rows = await tx.sql<{ line_id: string }[]>`
    select line_id from aftersale_lines
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and is_open limit 200`
  return new Set(rows.map(({ line_id }) => idOf('lin', line_id)))
}

export interface NewCase {
  readonly id: CaseId
  readonly orderId: OrderId
  readonly customerId: CustomerId | null
  readonly kind: CaseKind
  readonly wasSent: boolean
  readonly reason: string
  readonly textSealed: Buffer | null
  readonly dueAt: Date
  readonly remindAt: Date
  readonly lines: readonly {
    readonly lineId: Id<'lin'>
    readonly units: number
    readonly goneBefore: number
    readonly wantedSku: SkuId | null
  }[]
  readonly at: Date
}

/** Writes a case with its lines; a line that is in another open case breaks the unique key. */
export async function insertCase(tx: TenantTx, one: NewCase): Promise<void> {
  await tx.sql`
    insert into aftersale_cases (tenant_id, id, order_id, customer_id, kind, was_sent, state, reason, text_sealed, due_at,
      remind_at, opened_at, moved_at)
    values (${tx.tenantId}, ${uuidOf(one.id)}, ${uuidOf(one.orderId)}, ${one.customerId && uuidOf(one.customerId)}, ${one.kind},
      ${one.wasSent}, 'asked', ${one.reason}, ${one.textSealed}, ${one.dueAt}, ${one.remindAt}, ${one.at}, ${one.at})`
  for (const { lineId, units, goneBefore, wantedSku } of one.lines)
    await tx.sql`
      insert into aftersale_lines (tenant_id, case_id, order_id, line_id, units, gone_before, is_open, wanted_sku)
      values (${tx.tenantId}, ${uuidOf(one.id)}, ${uuidOf(one.orderId)}, ${uuidOf(lineId)}, ${units}, ${goneBefore}, true,
        ${wantedSku && uuidOf(wantedSku)})`
}

export type CaseChange = Partial<
  Pick<Case, 'refusals' | 'ending' | 'carrier' | 'trackingNumber' | 'refundId' | 'replacementId'>
> & { readonly returnSealed?: Buffer }

/** Writes where a held case stands now. */
export async function writeCase(
  tx: TenantTx,
  before: Case,
  move: {
    readonly state: CaseState
    readonly change: CaseChange
    readonly dueAt: Date | null
    readonly remindAt: Date | null
    readonly closedAt: Date | null
    readonly at: Date
  },
): Promise<Case> {
  const { change, state, dueAt, remindAt, closedAt, at } = move
  const { returnSealed, ...plain } = change
  const after: Case = { ...before, ...plain, state, dueAt, remindAt, closedAt, movedAt: at }
  await tx.sql`
    update aftersale_cases
       set state = ${state}, refusals = ${after.refusals}, ending = ${after.ending}, due_at = ${dueAt}, remind_at = ${remindAt},
           return_sealed = coalesce(${returnSealed ?? null}, return_sealed), carrier = ${after.carrier},
           tracking_number = ${after.trackingNumber}, refund_id = ${after.refundId && uuidOf(after.refundId)},
           replacement_id = ${after.replacementId && uuidOf(after.replacementId)}, moved_at = ${at}, closed_at = ${closedAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(before.id)}`
  return after
}

/** The lines of a case that is over are free for another. */
export async function closeLines(tx: TenantTx, caseId: CaseId): Promise<void> {
  await tx.sql`
    update aftersale_lines set is_open = false where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)} and is_open`
}

/** What came of one line of a case. */
export async function writeOutcome(
  tx: TenantTx,
  caseId: CaseId,
  line: {
    readonly lineId: Id<'lin'>
    readonly doneUnits: number
    readonly restockedUnits: number
    readonly lessFen: Fen
    readonly replacementLine?: Id<'lin'> | null
  },
): Promise<void> {
  const { replacementLine = null } = line
  await tx.sql`
    update aftersale_lines
       set done_units = ${line.doneUnits}, restocked_units = ${line.restockedUnits}, less_fen = ${line.lessFen},
           replacement_line = ${replacementLine && uuidOf(replacementLine)}
     where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)} and line_id = ${uuidOf(line.lineId)}`
}

export interface NewStep {
  readonly action: string
  readonly from: CaseState | null
  readonly to: CaseState
  readonly actor: CaseActor
  readonly noteSealed: Buffer | null
  readonly at: Date
}

/** Writes down what was done; the case's order is held, so steps follow one another. */
export async function insertStep(tx: TenantTx, caseId: CaseId, step: NewStep): Promise<void> {
  await tx.sql`
    insert into aftersale_steps (tenant_id, case_id, step, action, from_state, to_state, actor, note_sealed, at)
    values (${tx.tenantId}, ${uuidOf(caseId)},
           (select coalesce(max(step), 0) + 1 from aftersale_steps where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)}),
           ${step.action}, ${step.from}, ${step.to}, ${step.actor}, ${step.noteSealed}, ${step.at})`
}

export async function countSteps(tx: TenantTx, caseId: CaseId): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from aftersale_steps where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)}`
  return row?.count ?? 0
}

export type SealedStep = Omit<CaseStep, 'note'> & { readonly noteSealed: Buffer | null }

export async function listSteps(tx: TenantTx, caseId: CaseId): Promise<SealedStep[]> {
  const rows = await tx.sql<
    {
      step: number
      action: string
      from_state: CaseState | null
      to_state: CaseState
      actor: CaseActor
      note_sealed: Buffer | null
      at: Date
    }[]
  >`
    select step, action, from_state, to_state, actor, note_sealed, at from aftersale_steps
     where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)} order by step limit 200`
  return rows.map(({ from_state: from, to_state: to, note_sealed: noteSealed, ...step }) => ({
    ...step,
    from,
    to,
    noteSealed,
  }))
}

/** What the case keeps sealed: the shopper's text, and where the goods go. */
export async function findSealed(
  tx: TenantTx,
  caseId: CaseId,
): Promise<{ readonly text: Buffer | null; readonly returnTo: Buffer | null }> {
  const [row] = await tx.sql<{ text_sealed: Buffer | null; return_sealed: Buffer | null }[]>`
    select text_sealed, return_sealed from aftersale_cases where tenant_id = ${tx.tenantId} and id = ${uuidOf(caseId)}`
  return { text: row?.text_sealed ?? null, returnTo: row?.return_sealed ?? null }
}

export interface CasePicture {
  readonly hash: string
  readonly width: number
  readonly height: number
}

/** Adds pictures behind those there are; the case's order is held. */
export async function insertPictures(
  tx: TenantTx,
  caseId: CaseId,
  pictures: readonly CasePicture[],
): Promise<void> {
  for (const { hash, width, height } of pictures)
    await tx.sql`
      insert into aftersale_pictures (tenant_id, case_id, position, hash, width, height)
      values (${tx.tenantId}, ${uuidOf(caseId)},
             (select coalesce(max(position), 0) + 1 from aftersale_pictures
               where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)}), ${hash}, ${width}, ${height})`
}

export function listPictures(tx: TenantTx, caseId: CaseId): Promise<CasePicture[]> {
  return tx.sql<CasePicture[]>`
    select hash, width, height from aftersale_pictures
     where tenant_id = ${tx.tenantId} and case_id = ${uuidOf(caseId)} order by position limit 20`
}
