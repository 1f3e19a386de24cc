import { useQueryClient } from '@tanstack/react-query'
import { useShop } from '../../app/session.js'

/** Looks again at an order, the lists it stands in, and the numbers it counts for. */
export function useRenewOrder(orderId: string): () => Promise<void> {
  const { storeId } = useShop()
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['order', storeId, orderId] }),
      client.invalidateQueries({ queryKey: ['order-desk', storeId, orderId] }),
      client.invalidateQueries({ queryKey: ['order-parcels', storeId, orderId] }),
      client.invalidateQueries({ queryKey: ['orders', storeId] }),
      client.invalidateQueries({ queryKey: ['overview', storeId] }),
    ])
  }
}
