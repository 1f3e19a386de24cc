import type { DeliveryRefusal } from '@mamapu/plugin-sdk'
import { FULFILMENT_ERRORS, type FulfilmentErrorCode } from './fulfilment.errors.js'

/** A refusal of one of core's methods in the words of its code, or in others that say more. */
export function refusal(code: FulfilmentErrorCode, words?: DeliveryRefusal['words']): DeliveryRefusal {
  const { 'zh-CN': zh, en } = FULFILMENT_ERRORS[code]
  return { available: false, code, words: words ?? { 'zh-CN': zh, en } }
}
