import type { Fen, Locale } from '@mamapu/kernel'
import { quoteFee } from '@mamapu/pricing'
import type { Basket } from './basket.js'
import { goodsWorth, type OfferedMethod } from './delivery.js'

interface Reading<M> {
  readonly money: (amount: Fen) => M
  readonly locale: Locale
}

/** The ways of delivery of a basket as a client reads them. */
export function deliveryReply<M>(basket: Basket, reading: Reading<M>) {
  const { chosen, obstacle, methods } = basket.delivery
  return {
    chosen: chosen?.id ?? null,
    obstacle: obstacle && {
      code: obstacle.code,
      by: obstacle.by,
      text: obstacle.words?.[reading.locale] ?? null,
    },
    methods: methods.map((method) => methodReply(basket, method, reading)),
  }
}

/** What a method would cost this basket before offers of free delivery; null while it is not known. */
export function feeOfMethod({ priced }: Pick<Basket, 'priced'>, { offer }: OfferedMethod): Fen | null {
  if (!offer.available || offer.fee === null) return null
  return quoteFee({ state: 'known', parts: offer.fee }, goodsWorth(priced)).feeFen
}

function methodReply<M>(basket: Basket, method: OfferedMethod, { money, locale }: Reading<M>) {
  const { id, title, asks, offer } = method
  const fee = feeOfMethod(basket, method)
  return {
    id,
    title: title[locale],
    asks,
    isAvailable: offer.available,
    text: (offer.available ? offer.promise : offer.words)[locale],
    fee: fee === null ? null : money(fee),
    leastGoods: offer.available && offer.leastGoodsFen !== undefined ? money(offer.leastGoodsFen) : null,
    fields: (offer.available ? offer.fields : []).map(({ name, label, show, hint, value, options = [] }) => ({
      name,
      label: label[locale],
      show,
      hint: hint?.[locale] ?? null,
      value: value ?? null,
      options: options.map((option) => ({
        value: option.value,
        label: option.label[locale],
        hint: option.hint?.[locale] ?? null,
        isGone: option.isGone ?? false,
      })),
    })),
  }
}
