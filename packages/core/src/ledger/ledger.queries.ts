import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { Balance, LedgerAccount, LedgerUnit, Leg, Reason } from './ledger.types.js'

export type EntryKind = 'plain' | 'pending' | 'post' | 'void' | 'reverse'
export type EntryOutcome = 'entered' | 'again' | 'differs' | 'short' | 'above' | 'unknown'

export interface Entry extends Reason {
  readonly id: Id<'led'>
  readonly kind: EntryKind
  readonly unit: LedgerUnit | null
  readonly debit: LedgerAccount | null
  readonly credit: LedgerAccount | null
  readonly amount: number
  readonly of: Id<'led'> | null
}

/** Enters one row with everything that follows from it; what the outcomes mean stands at the SQL function. */
export async function enterTransfer(tx: TenantTx, entry: Entry): Promise<EntryOutcome> {
  const [row] = await tx.sql<{ outcome: EntryOutcome }[]>`
    select ledger_enter(${tx.tenantId}, ${uuidOf(entry.id)}, ${entry.kind}, ${entry.unit}, ${entry.debit}, ${entry.credit},
      ${entry.amount}, ${entry.cause}, ${entry.leg}, ${entry.of && uuidOf(entry.of)}, ${entry.at}) as outcome`
  return (row as { outcome: EntryOutcome }).outcome
}

export async function findTransferId(tx: TenantTx, cause: string, leg: string): Promise<Id<'led'> | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from ledger_transfers where tenant_id = ${tx.tenantId} and cause = ${cause} and leg = ${leg}`
  return row ? idOf('led', row.id) : null
}

/** What was entered for a cause that later transfers may name, with what is left of each. */
export async function selectLegs(tx: TenantTx, cause: string): Promise<readonly Leg[]> {
  const rows = await tx.sql<{ id: string; leg: string; amount: number; left: number }[]>`
    select t.id, t.leg, t.amount, t.amount - coalesce(u.used, 0) as left
      from ledger_transfers t
      left join ledger_uses u on u.tenant_id = ${tx.tenantId} and u.transfer_id = t.id
     where t.tenant_id = ${tx.tenantId} and t.cause = ${cause} and t.kind in ('plain', 'pending', 'post')`
  return rows.map(({ id, leg, amount, left }) => ({
    transferId: idOf('led', id),
    leg,
    amount,
    leftAmount: left,
  }))
}

export async function findBalance(
  tx: TenantTx,
  account: LedgerAccount,
  unit: LedgerUnit,
): Promise<Balance | null> {
  const [row] = await tx.sql<Balance[]>`
    select available, pending, reserved from ledger_balances
     where tenant_id = ${tx.tenantId} and account = ${account} and unit = ${unit}`
  return row ?? null
}

/** What a counter-account comes to: its snapshot and the rows since. */
export async function findTotal(tx: TenantTx, account: LedgerAccount, unit: LedgerUnit): Promise<number> {
  const [row] = await tx.sql<{ total: number }[]>`
    select ledger_total(${tx.tenantId}, ${account}, ${unit}) as total`
  return (row as { total: number }).total
}

/** What moved in or out of an account, the latest first: below zero what went out. */
export async function selectTransfers(
  tx: TenantTx,
  account: LedgerAccount,
  { unit, limit }: { unit: LedgerUnit; limit: number },
): Promise<readonly { amount: number; cause: string; leg: string; at: Date }[]> {
  return tx.sql<{ amount: number; cause: string; leg: string; at: Date }[]>`
    select amount, cause, leg, at from (
      (select amount, cause, leg, at, id from ledger_transfers
        where tenant_id = ${tx.tenantId} and credit = ${account} and unit = ${unit} and kind in ('plain', 'post', 'reverse')
        order by at desc, id desc limit ${limit})
      union all
      (select -amount, cause, leg, at, id from ledger_transfers
        where tenant_id = ${tx.tenantId} and debit = ${account} and unit = ${unit} and kind in ('plain', 'post', 'reverse')
        order by at desc, id desc limit ${limit})) moved
     order by at desc, id desc limit ${limit}`
}

/** What has left an account for good: what was set aside out of it and posted, less what came back of that. */
export async function sumPaidOut(tx: TenantTx, account: LedgerAccount, unit: LedgerUnit): Promise<number> {
  const [row] = await tx.sql<{ fen: number }[]>`
    select (
      (select coalesce(sum(amount), 0) from ledger_transfers
        where tenant_id = ${tx.tenantId} and debit = ${account} and unit = ${unit} and kind = 'post')
      - (select coalesce(sum(amount), 0) from ledger_transfers
        where tenant_id = ${tx.tenantId} and credit = ${account} and unit = ${unit} and kind = 'reverse'))::bigint as fen`
  return (row as { fen: number }).fen
}

/** A row of the ledger as it stands. */
export interface TransferRow {
  readonly id: Id<'led'>
  readonly kind: EntryKind
  readonly debit: string
  readonly credit: string
  readonly amount: number
  readonly cause: string
  readonly leg: string
  readonly at: Date
}

/** Everything entered for a cause, and what was taken back or settled of it since, in the order of the instants. */
export async function selectTrace(tx: TenantTx, cause: string): Promise<readonly TransferRow[]> {
  const rows = await tx.sql<(Omit<TransferRow, 'id'> & { id: string })[]>`
    select id, kind, debit, credit, amount, cause, leg, at from (
      select id, kind, debit, credit, amount, cause, leg, at, reverses from ledger_transfers
       where tenant_id = ${tx.tenantId} and cause = ${cause}
      union
      select t.id, t.kind, t.debit, t.credit, t.amount, t.cause, t.leg, t.at, t.reverses from ledger_transfers o
        join ledger_transfers t on t.tenant_id = ${tx.tenantId} and t.reverses = o.id
       where o.tenant_id = ${tx.tenantId} and o.cause = ${cause}) traced
     order by at, reverses is not null, id limit 200`
  return rows.map((row) => ({ ...row, id: idOf('led', row.id) }))
}
