import type { OrderId } from '@mamapu/kernel'
import { blindIndex, type StoreKeys } from '../stores/index.js'

/** The unguessable part of an order's link: 128 bits that follow from the order and the store's key, so it can be sent again. */
export function orderToken(keys: StoreKeys, orderId: OrderId): string {
  return blindIndex(keys, 'token', `order:${orderId}`).subarray(0, 16).toString('base64url')
}
