import type { DeliveryInput, DeliveryMethod, DeliveryRefusal } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { expressFee } from './express.rules.js'
import type { ExpressTemplate } from './express.types.js'
import { refusal } from './refuse.js'
import { findRegion, regionText } from './regions.js'

export const EXPRESS_ID = 'express'

type Input = DeliveryInput<readonly ExpressTemplate[], Record<never, never>>

// #region express
/** By courier, by the shop's templates. */
export const expressMethod: DeliveryMethod<readonly ExpressTemplate[], Record<never, never>> = {
  name: EXPRESS_ID,
  title: { 'zh-CN': '快递配送', en: 'Courier' },
  asks: 'address',
  facts: {},
  choice: Type.Object({}),
  offer(input) {
    const fee = expressFee(input.settings, input)
    if (fee.state === 'not_delivered') return notThere(input)
    return {
      available: true,
      promise: { 'zh-CN': '付款后尽快发出', en: 'Sent soon after payment' },
      fee: fee.state === 'known' ? fee.parts : null,
      fields: [],
    }
  },
  accept(input) {
    const fee = expressFee(input.settings, input)
    if (fee.state !== 'known') return notThere(input)
    return { available: true, fee: fee.parts, takes: [], frozen: {}, words: expressMethod.title }
  },
}
// #endregion

function notThere({ regionCode }: Input): DeliveryRefusal {
  const region = regionCode === null ? null : findRegion(regionCode)
  if (!region) return refusal('EXPRESS_NOT_THERE')
  const where = regionText(region)
  return refusal('EXPRESS_NOT_THERE', {
    'zh-CN': `快递暂时送不到${where}，请换一个地址或配送方式`,
    en: `Courier delivery does not go to ${where}; please choose another address or way`,
  })
}
