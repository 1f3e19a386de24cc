import { overdueEarnings } from './earning.verify.queries.js'
import type { Check } from './verify.types.js'

const count = (table: string, where = 'true') => `select count(*) as count from ${table} where ${where}`

/** Money and goods of orders, each number recomputed from the rows it is made of. */
export const ORDER_CHECKS: readonly Check[] = [
  {
    name: 'an order’s totals are the sums of its lines',
    count: count('orders'),
    broken: `
      select o.tenant_id, o.id, o.number from orders o
        left join (select tenant_id, order_id, sum(unit_fen * quantity) as goods, sum(discount_fen) as discount, sum(paid_fen) as paid,
                          sum(refunded_fen) as refunded
                     from order_lines group by tenant_id, order_id) l on l.tenant_id = o.tenant_id and l.order_id = o.id
       where (o.goods_fen, o.discount_fen, o.payable_fen, o.refunded_fen)
             is distinct from (l.goods, l.discount, l.paid + o.shipping_fen, l.refunded + o.shipping_refunded_fen)`,
  },
  {
    name: 'an order’s price is the one that was decided, less what was taken off by hand',
    count: count('orders'),
    broken: `
      select o.tenant_id, o.id, o.number from orders o
        left join (select tenant_id, order_id, sum(goods_cut_fen + shipping_cut_fen) as cut from order_price_changes
                    group by tenant_id, order_id) c on c.tenant_id = o.tenant_id and c.order_id = o.id
       where (o.decision->'priced'->>'payableFen')::bigint is distinct from o.payable_fen + coalesce(c.cut, 0)`,
  },
  {
    name: 'the shares of a line’s discounts add up to its discount',
    count: count('order_lines'),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        left join (select tenant_id, order_id, line_id, sum(amount_fen) as amount from order_allocations
                    group by tenant_id, order_id, line_id) a
          on a.tenant_id = l.tenant_id and a.order_id = l.order_id and a.line_id = l.id
        left join (select tenant_id, order_id, line_id, sum(cut_fen) as cut from order_price_change_lines
                    group by tenant_id, order_id, line_id) c
          on c.tenant_id = l.tenant_id and c.order_id = l.order_id and c.line_id = l.id
       where l.discount_fen <> coalesce(a.amount, 0) + coalesce(c.cut, 0)`,
  },
  {
    name: 'a price changed by hand is the sum of its lines and postage, and never above what was promised',
    count: count('order_price_changes'),
    broken: `
      select p.tenant_id, p.id from order_price_changes p
        left join (select tenant_id, change_id, sum(cut_fen) as cut from order_price_change_lines group by tenant_id, change_id) l
          on l.tenant_id = p.tenant_id and l.change_id = p.id
       where p.goods_cut_fen <> coalesce(l.cut, 0)
      union all
      select tenant_id, order_id from order_price_changes group by tenant_id, order_id
      having sum(goods_cut_fen) < 0 or sum(shipping_cut_fen) < 0`,
  },
  {
    name: 'what was refunded of a line is the sum of its refunds, never above what was paid',
    count: count('order_lines'),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        left join (select tenant_id, order_id, line_id, sum(units) as units, sum(amount_fen) as amount from refund_lines
                    group by tenant_id, order_id, line_id) r
          on r.tenant_id = l.tenant_id and r.order_id = l.order_id and r.line_id = l.id
       where (l.refunded_units, l.refunded_fen) is distinct from (coalesce(r.units, 0), coalesce(r.amount, 0))
          or l.refunded_fen > l.paid_fen or (l.refunded_units = l.quantity and l.refunded_fen + l.withheld_fen <> l.paid_fen)`,
  },
  {
    name: 'the refunds of an order add up, never above what was paid',
    count: count('refunds'),
    broken: `
      select o.tenant_id, o.id, o.number from orders o
        left join (select tenant_id, order_id, sum(amount_fen) as amount, sum(shipping_fen) as shipping from refunds
                    where kind = 'merchant' group by tenant_id, order_id) r on r.tenant_id = o.tenant_id and r.order_id = o.id
       where (o.refunded_fen, o.shipping_refunded_fen) is distinct from (coalesce(r.amount, 0), coalesce(r.shipping, 0))
          or o.refunded_fen > o.paid_fen`,
  },
  {
    name: 'a refund is the sum of its lines and postage',
    count: count('refunds', "kind = 'merchant'"),
    broken: `
      select r.tenant_id, r.id from refunds r
        left join (select tenant_id, refund_id, sum(amount_fen) as amount from refund_lines group by tenant_id, refund_id) l
          on l.tenant_id = r.tenant_id and l.refund_id = r.id
       where r.kind = 'merchant' and r.amount_fen <> coalesce(l.amount, 0) + r.shipping_fen`,
  },
  {
    name: 'a paid order has exactly one kept capture of its whole amount, any other order none',
    count: count('orders'),
    broken: `
      select o.tenant_id, o.id, o.number, o.state from orders o
        left join (select tenant_id, order_id, count(*) as kept, sum(amount_fen) as amount from payments
                    where state = 'paid' group by tenant_id, order_id) p on p.tenant_id = o.tenant_id and p.order_id = o.id
       where (coalesce(p.kept, 0), coalesce(p.amount, 0)) is distinct from
             case when o.state in ('unpaid', 'cancelled') or o.payable_fen = 0 then (0::bigint, 0::numeric) else (1::bigint, o.payable_fen::numeric) end
          or o.paid_fen <> case when o.state in ('unpaid', 'cancelled') then 0 else o.payable_fen end`,
  },
  {
    name: 'late money goes back whole, once',
    count: count('payments', "state = 'late'"),
    broken: `
      select p.tenant_id, p.id from payments p
        left join (select tenant_id, payment_id, count(*) as times, sum(amount_fen) as amount from refunds where kind = 'late'
                    group by tenant_id, payment_id) r on r.tenant_id = p.tenant_id and r.payment_id = p.id
       where case when p.state = 'late' then (r.times, r.amount) is distinct from (1::bigint, p.amount_fen::numeric) else r.times is not null end`,
  },
  {
    name: 'no payment gives back more than it took',
    count: count('refunds', 'payment_id is not null'),
    broken: `
      select p.tenant_id, p.id from payments p
        join (select tenant_id, payment_id, sum(amount_fen) as amount from refunds group by tenant_id, payment_id) r
          on r.tenant_id = p.tenant_id and r.payment_id = p.id
       where r.amount > p.amount_fen or p.state not in ('paid', 'late')`,
  },
  {
    name: 'a refund that is over has its end and no next try',
    count: count('refunds', "state in ('done', 'failed')"),
    broken: `
      select tenant_id, id from refunds
       where (state = 'done') <> (done_at is not null) or (state in ('done', 'failed') and next_try_at is not null)`,
  },
  {
    name: 'a bill’s day counts its differences, and what stands on it was compared',
    count: count('bill_days'),
    broken: `
      select d.tenant_id, d.provider, d.day from bill_days d
        left join (select tenant_id, provider, day, count(*) as found from bill_differences group by tenant_id, provider, day) f
          on f.tenant_id = d.tenant_id and f.provider = d.provider and f.day = d.day
       where d.differences <> coalesce(f.found, 0)
      union all
      select m.tenant_id, m.provider, m.billed_on
        from (select tenant_id, provider, billed_on from payments
              union all
              select r.tenant_id, p.provider, r.billed_on from refunds r
                join payments p on p.tenant_id = r.tenant_id and p.id = r.payment_id) m
       where m.billed_on <> '' and not exists (select from bill_days d
              where d.tenant_id = m.tenant_id and d.provider = m.provider and d.day = m.billed_on)`,
  },
  {
    name: 'the sandbox cashier’s books agree with ours',
    count: count('cashier_payments'),
    broken: `
      select p.tenant_id, p.id, 'payment' as what from payments p
        left join cashier_payments c on c.tenant_id = p.tenant_id and c.merchant_ref = 'pay_' || replace(p.id::text, '-', '')
       where p.provider like 'sandbox%' and p.state in ('paid', 'late')
         and (c.state is distinct from 'paid' or c.amount_fen is distinct from p.amount_fen)
      union all
      select r.tenant_id, r.id, 'refund' from refunds r join payments p on p.tenant_id = r.tenant_id and p.id = r.payment_id
        left join cashier_refunds c on c.tenant_id = r.tenant_id and c.merchant_ref = 'ref_' || replace(r.id::text, '-', '')
       where p.provider like 'sandbox%' and r.state = 'done' and r.by_hand = '' and r.amount_fen > 0 and c.amount_fen is distinct from r.amount_fen
      union all
      select c.tenant_id, c.id, 'refund nobody decided' from cashier_refunds c
        left join refunds r on r.tenant_id = c.tenant_id and c.merchant_ref = 'ref_' || replace(r.id::text, '-', '')
       where r.id is null`,
  },
  {
    name: 'what was sent of a line is the sum of its parcels',
    count: count('order_lines'),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        left join (select c.tenant_id, c.order_id, c.line_id, sum(c.units) as units from shipment_lines c
                     join shipments p on p.tenant_id = c.tenant_id and p.id = c.shipment_id and p.voided_at is null
                    group by c.tenant_id, c.order_id, c.line_id) s
          on s.tenant_id = l.tenant_id and s.order_id = l.order_id and s.line_id = l.id
       where l.shipped_units <> coalesce(s.units, 0)`,
  },
  {
    name: 'every unit of virtual goods that was given has one code or text, and no code is there twice',
    count: count('virtual_codes'),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        left join (select c.tenant_id, c.line_id, sum(c.units) as units from shipment_lines c
                     join shipments p on p.tenant_id = c.tenant_id and p.id = c.shipment_id and p.kind = 'virtual'
                      and p.voided_at is null group by c.tenant_id, c.line_id) s
          on s.tenant_id = l.tenant_id and s.line_id = l.id
        left join (select v.tenant_id, v.line_id, count(*) as units from virtual_codes v where v.line_id is not null
                    group by v.tenant_id, v.line_id) v
          on v.tenant_id = l.tenant_id and v.line_id = l.id
       where coalesce(s.units, 0) <> coalesce(v.units, 0)
      union all
      select v.tenant_id, null, min(v.sku_id::text)::uuid from virtual_codes v where v.code_hash is not null
       group by v.tenant_id, v.code_hash having count(*) > 1`,
  },
  {
    name: 'an order stands where its history says, and began once',
    count: count('orders'),
    broken: `
      select o.tenant_id, o.id, o.number, o.state from orders o
       where (select count(*) from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id and h.action = 'place') <> 1
          or not exists (select 1 from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id and h.to_state = o.state)
          or (select count(*) from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id and h.from_state <> h.to_state
                 and h.to_state = o.state) - (select count(*) from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id
                 and h.from_state <> h.to_state and h.from_state = o.state)
             <> (select count(*) filter (where h.to_state <> o.state) from order_history h
                  where h.tenant_id = o.tenant_id and h.order_id = o.id and h.action = 'place')`,
  },
  {
    name: 'all goods back but gifts to keep is what refunded means',
    count: count('orders'),
    broken: `
      select o.tenant_id, o.id, o.number, o.state from orders o
       where (o.state = 'refunded') <> not exists (select 1 from order_lines l
              where l.tenant_id = o.tenant_id and l.order_id = o.id and l.refunded_units < l.quantity
                and l.gift_on_refund is distinct from 'keep')`,
  },
  {
    name: 'a key’s order exists',
    count: count('idempotency_keys', "route = 'orders.place'"),
    broken: `
      select k.tenant_id, k.key from idempotency_keys k
        left join orders o on o.tenant_id = k.tenant_id and o.id = replace(k.reply->>'orderId', 'ord_', '')::uuid
       where k.route = 'orders.place' and o.id is null`,
  },
]

/** Everything limited. */
export const QUOTA_CHECKS: readonly Check[] = [
  {
    name: 'taken = held + claimed, and never above the limit',
    count: count('quotas'),
    broken: `
      select q.tenant_id, q.kind, q.id, q.taken, q.limit_units from quotas q
        left join (select tenant_id, kind, quota_id, sum(units - released) as open from quota_takes group by tenant_id, kind, quota_id) k
          on k.tenant_id = q.tenant_id and k.kind = q.kind and k.quota_id = q.id
       where q.taken <> coalesce(k.open, 0) or q.taken not between 0 and q.limit_units`,
  },
  {
    name: 'a shelf holds what its movements brought',
    count: count('quotas', "kind = 'stock'"),
    broken: `
      select q.tenant_id, q.id, q.limit_units from quotas q
        left join (select tenant_id, replace(sku_id::text, '-', '') || '@' || replace(place_id::text, '-', '') as id, sum(delta) as units
                     from stock_movements group by 1, 2) m on m.tenant_id = q.tenant_id and m.id = q.id
       where q.kind = 'stock' and q.limit_units <> coalesce(m.units, 0)`,
  },
  {
    name: 'units on open orders are held, on paid ones claimed, on ended ones given back',
    count: count('quota_takes', 'order_id is not null'),
    broken: `
      select k.tenant_id, k.id, k.state, o.state as order_state from quota_takes k
        left join orders o on o.tenant_id = k.tenant_id and o.id = k.order_id
       where k.order_id is not null and not case o.state when 'unpaid' then k.state = 'held' and k.released = 0
             when 'cancelled' then k.state = case k.give_back when 'never' then 'claimed' else 'released' end else k.state in ('claimed', 'released') end
          or o.id is null and k.order_id is not null`,
  },
  {
    name: 'every line took its units off the shelf, from a campaign’s own or at a place of its delivery',
    count: count('order_lines'),
    broken: `
      select l.tenant_id, l.order_id, l.id from order_lines l
        left join (select t.tenant_id, t.order_id, t.line_id, sum(t.units - t.moved) as units from quota_takes t
                     join quotas q on q.tenant_id = t.tenant_id and q.kind = t.kind and q.id = t.quota_id
                    where t.kind = 'stock' or q.home is not null or (t.of_delivery and t.line_id is not null)
                    group by t.tenant_id, t.order_id, t.line_id) k
          on k.tenant_id = l.tenant_id and k.order_id = l.order_id and k.line_id = l.id
       where l.quantity <> coalesce(k.units, 0)`,
  },
  {
    name: 'own units of a campaign left the shelf and come home: together they are as many as ever',
    count: count('quotas', 'home is not null'),
    broken: `
      select q.tenant_id, q.kind, q.id, q.limit_units from quotas q
        left join (select tenant_id, pool, sum(delta) as units from stock_movements where pool is not null group by tenant_id, pool) m
          on m.tenant_id = q.tenant_id and m.pool = q.kind || '/' || q.id
       where q.campaign_id is not null and case when q.home is null then coalesce(m.units, 0) <> 0
             else q.limit_units <> -coalesce(m.units, 0) end`,
  },
  {
    name: 'no pool of a closed round keeps units that nobody took',
    count: count('quotas', 'closed_at is not null'),
    broken: `select tenant_id, kind, id from quotas where closed_at is not null and limit_units <> taken`,
  },
]

/** What must not be left lying: asked with the clock. */
export function overdueChecks(at: Date): readonly Check[] {
  const ago = (seconds: number) => `'${new Date(at.getTime() - seconds * 1000).toISOString()}'::timestamptz`
  return [
    {
      name: 'no order is unpaid two minutes after its deadline',
      count: count('orders', "state = 'unpaid'"),
      broken: `select tenant_id, id, number from orders where state = 'unpaid' and pay_before < ${ago(120)}`,
    },
    {
      name: 'no hold outlives its end by two minutes',
      count: count('quota_takes', "state = 'held'"),
      broken: `select tenant_id, id, kind from quota_takes where state = 'held' and expires_at < ${ago(120)}`,
    },
    {
      name: 'no event waits longer than two minutes',
      count: count('outbox', "state = 'waiting'"),
      broken: `select tenant_id, id, name from outbox where state = 'waiting' and at < ${ago(120)}`,
    },
    {
      name: 'no refund’s next try is overdue by five minutes',
      count: count('refunds', "state in ('waiting', 'sent')"),
      broken: `select tenant_id, id from refunds where state in ('waiting', 'sent') and next_try_at < ${ago(300)}`,
    },
    {
      name: 'no withdrawal’s next step is overdue by five minutes',
      count: count('withdrawals', 'due_at is not null'),
      broken: `select tenant_id, id, state from withdrawals where due_at < ${ago(300)}`,
    },
    ...overdueEarnings(ago),
  ]
}
