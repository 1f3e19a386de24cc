import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { LedgerAccount, LedgerUnit } from './ledger.types.js'

/** Half open. */
export interface Span {
  readonly from: Date
  readonly until: Date
}

export interface PayeeAccount {
  readonly account: LedgerAccount
  readonly unit: LedgerUnit
}

/** What moved between a payee and one counter-account in a span: above zero what came in. Reversals are told apart. */
export interface MovementSum {
  readonly counter: LedgerAccount
  readonly isReversal: boolean
  readonly amount: number
}

/** Per counter-account; as many rows as there are such accounts, twice at most for each. */
export async function sumMovements(
  tx: TenantTx,
  { account, unit }: PayeeAccount,
  { from, until }: Span,
): Promise<readonly MovementSum[]> {
  return tx.sql<MovementSum[]>`
    select counter, is_reversal as "isReversal", sum(amount)::bigint as amount from (
      select debit as counter, kind = 'reverse' as is_reversal, amount from ledger_transfers
       where tenant_id = ${tx.tenantId} and credit = ${account} and unit = ${unit} and at >= ${from} and at < ${until}
         and kind in ('plain', 'post', 'reverse')
      union all
      select credit, kind = 'reverse', -amount from ledger_transfers
       where tenant_id = ${tx.tenantId} and debit = ${account} and unit = ${unit} and at >= ${from} and at < ${until}
         and kind in ('plain', 'post', 'reverse')) moved
     group by counter, is_reversal order by counter, is_reversal`
}

/**
 * What an account came to at an instant, what was set aside for going out counted as still there: its balance now without
 * what has moved since.
 */
export async function balanceBefore(
  tx: TenantTx,
  { account, unit }: PayeeAccount,
  at: Date,
): Promise<number> {
  const [row] = await tx.sql<{ total: number }[]>`
    select (coalesce((select available + reserved from ledger_balances
                       where tenant_id = ${tx.tenantId} and account = ${account} and unit = ${unit}), 0)
      - coalesce((select sum(amount) from ledger_transfers
                   where tenant_id = ${tx.tenantId} and credit = ${account} and unit = ${unit} and at >= ${at}
                     and kind in ('plain', 'post', 'reverse')), 0)
      + coalesce((select sum(amount) from ledger_transfers
                   where tenant_id = ${tx.tenantId} and debit = ${account} and unit = ${unit} and at >= ${at}
                     and kind in ('plain', 'post', 'reverse')), 0))::bigint as total`
  return (row as { total: number }).total
}

/** One row that moved something in or out of an account; below zero what went out. */
export interface Movement {
  readonly id: Id<'led'>
  readonly counter: LedgerAccount
  readonly isReversal: boolean
  readonly amount: number
  readonly cause: string
  readonly leg: string
  readonly at: Date
}

/** The rows of a span in their order, after the one named. */
export async function listMovements(
  tx: TenantTx,
  { account, unit }: PayeeAccount,
  {
    from,
    until,
    after,
    limit,
  }: Span & { readonly after: Pick<Movement, 'at' | 'id'> | null; readonly limit: number },
): Promise<readonly Movement[]> {
  const since = after?.at ?? from
  const last = after ? uuidOf(after.id) : '00000000-0000-0000-0000-000000000000'
  const rows = await tx.sql<(Omit<Movement, 'id'> & { id: string })[]>`
    select id, counter, is_reversal as "isReversal", amount, cause, leg, at from (
      (select id, debit as counter, kind = 'reverse' as is_reversal, amount, cause, leg, at from ledger_transfers
        where tenant_id = ${tx.tenantId} and credit = ${account} and unit = ${unit} and at >= ${since} and at < ${until}
          and (at, id) > (${since}, ${last}::uuid) and kind in ('plain', 'post', 'reverse')
        order by at, id limit ${limit})
      union all
      (select id, credit, kind = 'reverse', -amount, cause, leg, at from ledger_transfers
        where tenant_id = ${tx.tenantId} and debit = ${account} and unit = ${unit} and at >= ${since} and at < ${until}
          and (at, id) > (${since}, ${last}::uuid) and kind in ('plain', 'post', 'reverse')
        order by at, id limit ${limit})) moved
     order by at, id limit ${limit}`
  return rows.map((row) => ({ ...row, id: idOf('led', row.id) }))
}

/** The counter-accounts of a unit that anything was ever moved in. */
export async function listCounters(
  tx: TenantTx,
  unit: LedgerUnit,
  limit: number,
): Promise<readonly LedgerAccount[]> {
  const rows = await tx.sql<{ account: LedgerAccount }[]>`
    select account from ledger_snapshots where tenant_id = ${tx.tenantId} and unit = ${unit}
    union
    select account from ledger_tails where tenant_id = ${tx.tenantId} and unit = ${unit}
    order by account limit ${limit}`
  return rows.map(({ account }) => account)
}

/** What moved between customers and counter-accounts in a span, for the next customers in the order of their accounts. */
export async function sumByPayee(
  tx: TenantTx,
  {
    unit,
    counters,
    from,
    until,
    after,
    limit,
  }: Span & {
    readonly unit: LedgerUnit
    readonly counters: readonly LedgerAccount[]
    /** Payees behind this account; empty from the first. */
    readonly after: string
    readonly limit: number
  },
): Promise<readonly (MovementSum & { readonly payee: LedgerAccount })[]> {
  return tx.sql<(MovementSum & { payee: LedgerAccount })[]>`
    with page as materialized (
      select b.account from ledger_balances b
       where b.tenant_id = ${tx.tenantId} and b.unit = ${unit} and starts_with(b.account, 'payee:cus_') and b.account > ${after}
         and coalesce(
           (select true from ledger_transfers t
             where t.tenant_id = ${tx.tenantId} and t.credit = b.account and t.unit = ${unit} and t.at >= ${from} and t.at < ${until}
               and t.debit = any(${[...counters]}::text[]) and t.kind in ('plain', 'post', 'reverse') limit 1),
           (select true from ledger_transfers t
             where t.tenant_id = ${tx.tenantId} and t.debit = b.account and t.unit = ${unit} and t.at >= ${from} and t.at < ${until}
               and t.credit = any(${[...counters]}::text[]) and t.kind in ('plain', 'post', 'reverse') limit 1), false)
       order by b.account limit ${limit})
    select page.account as payee, m.counter, m.is_reversal as "isReversal", sum(m.amount)::bigint as amount
      from page cross join lateral (
        (select t.debit as counter, t.kind = 'reverse' as is_reversal, t.amount from ledger_transfers t
          where t.tenant_id = ${tx.tenantId} and t.credit = page.account and t.unit = ${unit} and t.at >= ${from}
            and t.at < ${until} and t.debit = any(${[...counters]}::text[]) and t.kind in ('plain', 'post', 'reverse') offset 0)
        union all
        (select t.credit, t.kind = 'reverse', -t.amount from ledger_transfers t
          where t.tenant_id = ${tx.tenantId} and t.debit = page.account and t.unit = ${unit} and t.at >= ${from}
            and t.at < ${until} and t.credit = any(${[...counters]}::text[]) and t.kind in ('plain', 'post', 'reverse') offset 0)) m
     group by page.account, m.counter, m.is_reversal order by page.account, m.counter, m.is_reversal`
}

/** What moved between all customers and each counter-account in a span. */
export async function sumOfPayees(
  tx: TenantTx,
  {
    unit,
    counters,
    from,
    until,
  }: Span & { readonly unit: LedgerUnit; readonly counters: readonly LedgerAccount[] },
): Promise<readonly MovementSum[]> {
  return tx.sql<MovementSum[]>`
    select counter, is_reversal as "isReversal", sum(amount)::bigint as amount from (
      select debit as counter, kind = 'reverse' as is_reversal, amount from ledger_transfers
       where tenant_id = ${tx.tenantId} and debit = any(${[...counters]}::text[]) and unit = ${unit}
         and at >= ${from} and at < ${until} and kind in ('plain', 'post', 'reverse') and starts_with(credit, 'payee:cus_')
      union all
      select credit, kind = 'reverse', -amount from ledger_transfers
       where tenant_id = ${tx.tenantId} and credit = any(${[...counters]}::text[]) and unit = ${unit}
         and at >= ${from} and at < ${until} and kind in ('plain', 'post', 'reverse') and starts_with(debit, 'payee:cus_')) moved
     group by counter, is_reversal order by counter, is_reversal`
}
