import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf } from '@mamapu/kernel'

/** Which order and goods an earning was for. */
export interface EarningLabel {
  readonly orderNumber: string
  readonly productTitle: string
}

/** Of those of these earnings that exist. */
export async function listEarningLabels(
  tx: TenantTx,
  ids: readonly Id<'ern'>[],
): Promise<ReadonlyMap<Id<'ern'>, EarningLabel>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.sql<{ id: string; number: string; title: string }[]>`
    select e.id, o.number, l.title from earnings e
      join orders o on o.tenant_id = ${tx.tenantId} and o.id = e.order_id
      join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = e.order_id and l.id = e.line_id
     where e.tenant_id = ${tx.tenantId} and e.id = any(${ids.map(uuidOf)}::uuid[])`
  return new Map(
    rows.map(({ id, number, title }) => [idOf('ern', id), { orderNumber: number, productTitle: title }]),
  )
}
