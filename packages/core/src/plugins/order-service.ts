import type { TenantTx } from '@mamapu/db'
import type { OrderService, PluginScope } from '@mamapu/plugin-sdk'
import { findOrderView } from './order-view.queries.js'
import type { LoadedPlugin } from './registry.js'

/** What a plugin may know of an order: its state and this plugin's own discounts and takes; no name, no address. */
export function orderService(
  { id, plugin }: LoadedPlugin,
  tx: TenantTx,
  needs: (scope: PluginScope) => void,
): OrderService {
  const kinds = (plugin.quotas ?? []).map(({ kind }) => kind)
  return {
    async find(orderId) {
      needs('orders:read')
      return findOrderView(tx, { orderId, pluginId: id, kinds })
    },
  }
}
