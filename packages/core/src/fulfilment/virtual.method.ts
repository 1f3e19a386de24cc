import type { DeliveryMethod } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { virtualSays } from './own-says.js'

export const VIRTUAL_ID = 'virtual'

/** For carts of nothing but goods that come by themselves once paid. */
export const virtualMethod: DeliveryMethod<null, Record<never, never>> = {
  name: VIRTUAL_ID,
  title: { 'zh-CN': '自动发货', en: 'Delivered at once' },
  says: virtualSays,
  asks: 'contact',
  facts: {},
  choice: Type.Object({}),
  offer: () => ({
    available: true,
    promise: { 'zh-CN': '付款后马上发到订单里', en: 'In your order right after payment' },
    fee: [],
    fields: [],
  }),
  accept: () => ({ available: true, fee: [], takes: [], frozen: {}, words: virtualMethod.title }),
}
