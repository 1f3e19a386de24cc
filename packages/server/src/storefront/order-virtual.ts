import { type orders, virtual } from '@mamapu/core'
import type { VirtualItem } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { type Storefront, storeOf } from './storefront.js'

/** Codes and links of an order; those nobody asked to see yet stay closed. */
export async function virtualItems(
  { app }: Storefront,
  request: FastifyRequest,
  view: orders.OrderView,
): Promise<VirtualItem[]> {
  if (view.lines.every(({ deliveryKind }) => deliveryKind !== 'virtual')) return []
  const delivered = await virtual.readDelivered(app.db, storeOf(request), view.id)
  return view.lines.flatMap((line) => {
    const own = delivered.filter(({ lineId }) => lineId === line.id)
    const [first] = own
    if (!first) return []
    const isShown = own.every(({ isSeen }) => isSeen)
    return [
      {
        title: line.title,
        quantity: own.length,
        revealUrl: isShown ? null : `/o/${view.token}/codes`,
        codes: isShown ? own.map(({ code }) => code) : [],
        howTo: first.howTo || null,
      },
    ]
  })
}
