import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, uuidOf } from '@mamapu/kernel'
import { waitsFor } from './withdrawal.queries.js'
import type { WithdrawalState } from './withdrawal.rules.js'
import type { PayoutWay, WaitReason } from './withdrawal.types.js'

/** What the merchant pays by hand together; amounts are net, what has to leave the account. */
export interface Batch {
  readonly id: Id<'pbt'>
  readonly listed: number
  readonly listedFen: Fen
  readonly openedBy: string
  readonly openedAt: Date
  readonly closedAt: Date | null
  /** Of what was listed: still to be paid, and paid. */
  readonly openCount: number
  readonly openFen: Fen
  readonly paidCount: number
  readonly paidFen: Fen
}

interface Raw {
  id: string
  listed: number
  listed_fen: Fen
  opened_by: string
  opened_at: Date
  closed_at: Date | null
  open_count: number
  open_fen: Fen
  paid_count: number
  paid_fen: Fen
}

const toBatch = (row: Raw): Batch => ({
  id: idOf('pbt', row.id),
  listed: row.listed,
  listedFen: row.listed_fen,
  openedBy: row.opened_by,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  openCount: row.open_count,
  openFen: row.open_fen,
  paidCount: row.paid_count,
  paidFen: row.paid_fen,
})

export async function insertBatch(
  tx: TenantTx,
  batch: Pick<Batch, 'id' | 'listed' | 'listedFen' | 'openedBy' | 'openedAt'>,
): Promise<void> {
  await tx.sql`
    insert into payout_batches (tenant_id, id, listed, listed_fen, opened_by, opened_at)
    values (${tx.tenantId}, ${uuidOf(batch.id)}, ${batch.listed}, ${batch.listedFen}, ${batch.openedBy}, ${batch.openedAt})`
}

/** Reads the list and holds its row. */
export async function lockBatch(tx: TenantTx, id: Id<'pbt'>): Promise<{ closedAt: Date | null } | null> {
  const [row] = await tx.sql<{ closed_at: Date | null }[]>`
    select closed_at from payout_batches where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row ? { closedAt: row.closed_at } : null
}

export async function closeBatch(tx: TenantTx, id: Id<'pbt'>, at: Date): Promise<void> {
  await tx.sql`
    update payout_batches set closed_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and closed_at is null`
}

/** Closes a list on which nothing is left to be paid. */
export async function closePaidUp(tx: TenantTx, id: Id<'pbt'>, at: Date): Promise<void> {
  await tx.sql`
    update payout_batches set closed_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and closed_at is null
       and not exists (select 1 from withdrawals w
                        where w.tenant_id = ${tx.tenantId} and w.batch_id = ${uuidOf(id)} and w.state = 'batched')`
}

/** The latest first. */
export async function listBatches(
  tx: TenantTx,
  { only, before, limit }: { only: Id<'pbt'> | null; before: Id<'pbt'> | null; limit: number },
): Promise<readonly Batch[]> {
  const rows = await tx.sql<Raw[]>`
    select b.id, b.listed, b.listed_fen, b.opened_by, b.opened_at, b.closed_at,
           count(w.id) filter (where w.state = 'batched') as open_count,
           coalesce(sum(w.net_fen) filter (where w.state = 'batched'), 0)::bigint as open_fen,
           count(w.id) filter (where w.paid_at is not null) as paid_count,
           coalesce(sum(w.net_fen) filter (where w.paid_at is not null), 0)::bigint as paid_fen
      from payout_batches b
      left join withdrawals w on w.tenant_id = ${tx.tenantId} and w.batch_id = b.id
     where b.tenant_id = ${tx.tenantId} and (${only === null} or b.id = ${only ? uuidOf(only) : null})
       and b.id < ${before ? uuidOf(before) : 'f'.repeat(32)}::uuid
     group by b.tenant_id, b.id order by b.id desc limit ${limit}`
  return rows.map(toBatch)
}

/** What a list is paid by: where to, sealed as it was asked, and how much. */
export interface ListedRow {
  readonly id: Id<'wdr'>
  readonly netFen: Fen
  readonly way: PayoutWay
  readonly state: WithdrawalState
  /** Since it was listed; null where nothing keeps it. */
  readonly waitsFor: WaitReason | null
  readonly identitySealed: Buffer
}

export async function listListed(tx: TenantTx, id: Id<'pbt'>, limit: number): Promise<readonly ListedRow[]> {
  const rows = await tx.sql<
    {
      id: string
      net_fen: Fen
      way: PayoutWay
      state: WithdrawalState
      waits_for: WaitReason | null
      identity_sealed: Buffer
    }[]
  >`
    select w.id, w.net_fen, w.way, w.state, ${waitsFor(tx)} as waits_for, w.identity_sealed from withdrawals w
     where w.tenant_id = ${tx.tenantId} and w.batch_id = ${uuidOf(id)} order by w.id limit ${limit}`
  return rows.map((row) => ({
    id: idOf('wdr', row.id),
    netFen: row.net_fen,
    way: row.way,
    state: row.state,
    waitsFor: row.waits_for,
    identitySealed: row.identity_sealed,
  }))
}

/** True when this shop has that picture. */
export async function findMedium(tx: TenantTx, id: Id<'med'>): Promise<boolean> {
  const rows = await tx.sql`select 1 from media where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return rows.length > 0
}
