import type { Check } from './verify.types.js'

const count = (table: string, where = 'true') => `select count(*) as count from ${table} where ${where}`

/** The ledger rows of withdrawals, one line each: what was set aside, posted, freed and taken back of it. */
const MONEY = `
  select t.tenant_id, t.cause,
         sum(t.amount) filter (where t.kind = 'pending') as aside,
         sum(t.amount) filter (where t.kind = 'post') as posted,
         sum(t.amount) filter (where t.kind = 'void') as freed,
         sum(t.amount) filter (where t.kind = 'reverse') as returned,
         sum(t.amount) filter (where t.kind = 'pending' and t.leg = 'net') as net,
         sum(t.amount) filter (where t.kind = 'pending' and t.leg = 'fee') as fee,
         sum(t.amount) filter (where t.kind = 'pending' and t.leg = 'tax') as tax
    from ledger_transfers t where starts_with(t.cause, 'withdrawal:') group by t.tenant_id, t.cause`

const CAUSE = `'withdrawal:wdr_' || replace(w.id::text, '-', '')`

/** Money that leaves for payees, each number recomputed from the ledger and the other side's books. */
export const PAYOUT_CHECKS: readonly Check[] = [
  {
    name: 'a withdrawal is its ledger rows: set aside whole, posted when paid, freed when not, taken back when returned',
    count: count('withdrawals'),
    broken: `
      select w.tenant_id, w.id, w.state from withdrawals w
        left join (${MONEY}) m on m.tenant_id = w.tenant_id and m.cause = ${CAUSE}
       where (m.net, coalesce(m.fee, 0), coalesce(m.tax, 0)) is distinct from (w.net_fen::numeric, w.fee_fen::numeric, w.tax_fen::numeric)
          or (coalesce(m.posted, 0), coalesce(m.freed, 0), coalesce(m.returned, 0)) is distinct from
             case when w.state in ('paid', 'confirmed', 'disputed') then (w.amount_fen::numeric, 0::numeric, 0::numeric)
                  when w.state = 'returned' then (w.amount_fen::numeric, 0::numeric, w.amount_fen::numeric)
                  when w.state in ('rejected', 'cancelled', 'failed', 'expired') then (0::numeric, w.amount_fen::numeric, 0::numeric)
                  else (0::numeric, 0::numeric, 0::numeric) end`,
  },
  {
    name: 'no money is set aside for a withdrawal that nobody asked for',
    count: count('ledger_transfers', "starts_with(cause, 'withdrawal:')"),
    broken: `
      select t.tenant_id, t.cause, t.leg from ledger_transfers t
        left join withdrawals w on w.tenant_id = t.tenant_id and t.cause = ${CAUSE}
       where starts_with(t.cause, 'withdrawal:') and (w.id is null or t.debit <> 'payee:cus_' || replace(w.payee_id::text, '-', '')
             and t.credit <> 'payee:cus_' || replace(w.payee_id::text, '-', ''))`,
  },
  {
    name: 'what a payee has reserved is what she has on the way',
    count: count('ledger_balances', "unit = 'CNY'"),
    broken: `
      select b.tenant_id, b.account, b.reserved from ledger_balances b
        left join (select w.tenant_id, 'payee:cus_' || replace(w.payee_id::text, '-', '') as account, sum(w.amount_fen) as fen
                     from withdrawals w
                    where w.state in ('review', 'second', 'approved', 'batched', 'sending', 'awaiting')
                    group by 1, 2) o on o.tenant_id = b.tenant_id and o.account = b.account
       where b.unit = 'CNY' and b.reserved <> coalesce(o.fen, 0)`,
  },
  {
    name: 'a withdrawal stands where its history says, and was asked for once',
    count: count('withdrawals'),
    broken: `
      select w.tenant_id, w.id, w.state from withdrawals w
       where w.state is distinct from (select h.to_state from withdrawal_history h
              where h.tenant_id = w.tenant_id and h.withdrawal_id = w.id order by h.step desc limit 1)
          or (select count(*) from withdrawal_history h
               where h.tenant_id = w.tenant_id and h.withdrawal_id = w.id and h.action = 'ask' and h.step = 1) <> 1
          or (select count(*) from withdrawal_history h
               where h.tenant_id = w.tenant_id and h.withdrawal_id = w.id and h.action = 'ask') <> 1`,
  },
  {
    name: 'what was listed is on its list, taken off it, or paid',
    count: count('payout_batches'),
    broken: `
      select b.tenant_id, b.id, b.listed from payout_batches b
        left join (select tenant_id, batch_id, count(*) as rows, sum(net_fen) as fen,
                          count(*) filter (where state = 'batched') as open
                     from withdrawals where batch_id is not null group by 1, 2) w
          on w.tenant_id = b.tenant_id and w.batch_id = b.id
       where coalesce(w.rows, 0) > b.listed or coalesce(w.fen, 0) > b.listed_fen or b.closed_at is not null and coalesce(w.open, 0) > 0`,
  },
  {
    name: 'the books of the sandbox that pays out agree with ours',
    count: count('sandbox_transfers'),
    broken: `
      select w.tenant_id, w.id, w.state, s.state as theirs from withdrawals w
        left join sandbox_transfers s on s.tenant_id = w.tenant_id and s.merchant_ref = 'wdr_' || replace(w.id::text, '-', '')
       where starts_with(w.route, 'sandbox')
         and (w.state = 'confirmed' and (s.state is distinct from 'confirmed' or s.amount_fen <> w.net_fen)
              or w.state in ('expired', 'failed') and s.state = 'confirmed')
      union all
      select s.tenant_id, s.id, 'nobody asked', s.state from sandbox_transfers s
        left join withdrawals w on w.tenant_id = s.tenant_id and s.merchant_ref = 'wdr_' || replace(w.id::text, '-', '')
       where w.id is null or not starts_with(w.route, 'sandbox')`,
  },
]
