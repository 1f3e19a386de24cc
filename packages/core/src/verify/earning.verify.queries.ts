import type { Check } from './verify.types.js'

const count = (where = 'true') => `select count(*)::int as count from earnings where ${where}`

/** What is left of an earning for its payee. */
const LEFT = 'e.amount_fen - e.returned_fen - e.refused_fen'

/** What is owed of an earning by the frozen rate of what was kept for its line; as `owedFen` in earning.rules.ts. */
const OWED = `(case when e.bps is not null and e.amount_fen = e.base_fen * e.bps / 10000
    then (e.base_fen - e.refunded_fen) * e.bps / 10000
    else div(e.amount_fen::numeric * (e.base_fen - e.refunded_fen), e.base_fen) end)`

/** Commissions: never above what was paid, and each of them what the ledger says. */
export const EARNING_CHECKS: readonly Check[] = [
  {
    name: 'commissions are never above what was kept for their line',
    count: count(),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        join (select e.tenant_id, e.order_id, e.line_id, sum(e.amount_fen) as amount, sum(${LEFT}) as left_fen,
                     max(e.base_fen) as base, max(e.refunded_fen) as refunded, count(*) as payees
                from earnings e group by e.tenant_id, e.order_id, e.line_id) e
          on e.tenant_id = l.tenant_id and e.order_id = l.order_id and e.line_id = l.id
       where e.amount > l.paid_fen or e.base <> l.paid_fen or e.left_fen > l.paid_fen - e.refunded or e.payees > 2`,
  },
  {
    name: 'refunds took the exact share of a commission, each once',
    count: `select count(*)::int as count from earning_returns`,
    broken: `
      select e.tenant_id, e.id from earnings e
        left join (select tenant_id, earning_id, sum(fen) as fen, sum(refunded_fen) as refunded from earning_returns
                    group by tenant_id, earning_id) r on r.tenant_id = e.tenant_id and r.earning_id = e.id
       where e.returned_fen <> coalesce(r.fen, 0) or e.refunded_fen <> coalesce(r.refunded, 0)
          or (e.refused_fen = 0 and e.amount_fen - e.returned_fen <> ${OWED})
      union all
      select r.tenant_id, r.earning_id from earning_returns r
        join earnings e on e.tenant_id = r.tenant_id and e.id = r.earning_id
        left join refund_lines l on l.tenant_id = r.tenant_id and l.refund_id = r.refund_id and l.line_id = e.line_id
       where l.amount_fen is distinct from r.refunded_fen`,
  },
  {
    name: 'a commission is what the ledger’s rows say of it',
    count: count('paid_at is not null'),
    broken: `
      select e.tenant_id, e.id, e.state from earnings e
        left join ledger_transfers p on p.tenant_id = e.tenant_id and p.leg = 'estimate'
              and p.cause = 'earning:ern_' || replace(e.id::text, '-', '')
        left join lateral (
          select coalesce(sum(s.amount) filter (where s.kind = 'post'), 0) as posted,
                 coalesce(sum(s.amount) filter (where s.kind = 'void'), 0) as voided,
                 coalesce(sum(s.amount) filter (where s.leg = 'advance'), 0) as advanced,
                 coalesce(sum((select sum(b.amount) from ledger_transfers b
                                where b.tenant_id = s.tenant_id and b.reverses = s.id)), 0) as reversed
            from ledger_transfers s where s.tenant_id = p.tenant_id and s.reverses = p.id) l on true
       where case
         when e.paid_at is null then p.id is not null
         when p.id is null then ${LEFT} <> 0
         else p.kind <> 'pending' or p.amount <> e.amount_fen or p.unit <> 'CNY' or p.debit <> 'expense:commission'
           or p.credit <> 'payee:cus_' || replace(e.payee_id::text, '-', '')
           or l.voided + l.reversed <> e.returned_fen + e.refused_fen
           or l.advanced <> e.advanced_fen
           or (e.settled_at is not null and p.amount <> l.posted + l.voided)
           or (e.settled_at is null and l.posted <> e.advanced_fen) end`,
  },
  {
    name: 'every row of the ledger for a commission has its commission',
    count: `select count(*)::int as count from ledger_transfers where starts_with(cause, 'earning:')`,
    broken: `
      select t.tenant_id, t.id, t.cause, t.leg from ledger_transfers t
        left join earnings e on e.tenant_id = t.tenant_id and t.cause = 'earning:ern_' || replace(e.id::text, '-', '')
       where starts_with(t.cause, 'earning:') and (e.id is null or t.leg not in ('estimate', 'advance', 'release'))`,
  },
  {
    name: 'a commission stands where its order and its window say',
    count: count(),
    broken: `
      select e.tenant_id, e.id, e.state from earnings e
       where e.state <> case when ${LEFT} = 0 then 'void' when e.paid_at is not null then
               case when e.settled_at is not null then 'available' when e.due_at is not null then 'frozen' else 'estimated' end
             else case when e.state = 'void' then 'void' else 'promised' end end
          or (e.settled_at is not null and (e.due_at is null or e.settled_at < e.due_at))`,
  },
]

/** What must not be left lying: asked with the clock. */
export function overdueEarnings(ago: (seconds: number) => string): readonly Check[] {
  return [
    {
      name: 'no commission that is due waits longer than ten minutes',
      count: count("state = 'frozen'"),
      broken: `select tenant_id, id from earnings where state = 'frozen' and (wake_at < ${ago(600)} or (failures > 0 and due_at < ${ago(600)}))`,
    },
    {
      name: 'commissions follow their order and its refunds within two minutes',
      count: count(),
      broken: `
        select e.tenant_id, e.id from earnings e
          join order_lines l on l.tenant_id = e.tenant_id and l.order_id = e.order_id and l.id = e.line_id
          join orders o on o.tenant_id = e.tenant_id and o.id = e.order_id
         where (o.paid_at < ${ago(120)} and e.paid_at is null)
            or (o.received_at < ${ago(120)} and e.due_at is null and e.state <> 'void')
            or (l.refunded_fen <> e.refunded_fen and not exists (
                 select from refunds r where r.tenant_id = e.tenant_id and r.order_id = e.order_id and r.created_at >= ${ago(120)}))`,
    },
  ]
}
