import { type App, checkout } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { CheckoutPage } from '@mamapu/theme-engine'

type Model = CheckoutPage['delivery']

/** The ways of delivery of a basket as the page shows them. */
export function deliveryChoice(
  basket: checkout.Basket,
  {
    locale,
    error,
    says,
  }: { readonly locale: Locale; readonly error: string | null; readonly says: App['says'] },
): Model {
  const { chosen, methods } = basket.delivery
  return {
    name: chosen?.title[locale] ?? '',
    text: chosen?.offer.available ? chosen.offer.promise[locale] : null,
    feeFen: basket.priced.shippingFen,
    asks: chosen?.asks ?? 'address',
    receiver: (chosen && says(chosen.id)?.receiver[locale]) ?? null,
    methods: methods.map((method) => ({
      id: method.id,
      name: method.title[locale],
      text: textOf(basket, method, locale),
      feeFen: checkout.feeOfMethod(basket, method),
      available: method.offer.available,
      selected: method.id === chosen?.id,
    })),
    fields: chosen ? fieldsOf(basket.delivery, chosen, locale) : [],
    error: error ?? obstacleText(basket, locale),
  }
}

/** Codes of refusals that are about delivery. */
export function isOfDelivery(code: string): boolean {
  return code === 'NOT_DELIVERED' || code.startsWith('DELIVERY_')
}

function textOf(basket: checkout.Basket, { offer }: checkout.OfferedMethod, locale: Locale): string {
  if (!offer.available) return offer.words[locale]
  const missingFen = checkout.missingFor(offer, basket.priced)
  if (missingFen === null) return offer.promise[locale]
  const yuan = `¥${(missingFen / 100).toFixed(2)}`
  return locale === 'en' ? `${yuan} short of its minimum` : `还差 ${yuan} 起送`
}

/** Why the picked method says no, once something was picked: an address that is still to come is no fault. */
function obstacleText({ delivery, cart }: checkout.Basket, locale: Locale): string | null {
  const { obstacle, chosen } = delivery
  if (!obstacle?.words || (chosen?.asks === 'address' && cart.regionCode === null)) return null
  return obstacle.words[locale]
}

function fieldsOf(
  { choice }: checkout.DecidedDelivery,
  { offer }: checkout.OfferedMethod,
  locale: Locale,
): Model['fields'] {
  if (!offer.available) return []
  return offer.fields.map(({ name, label, show, hint, value, options = [] }) => {
    const picked = value ?? choice[name] ?? ''
    return {
      name,
      label: label[locale],
      show,
      hint: hint?.[locale] ?? null,
      value: picked,
      options: options.map((option) => ({
        value: option.value,
        label: option.label[locale],
        hint: option.hint?.[locale] ?? null,
        gone: option.isGone ?? false,
        selected: option.value === picked && !option.isGone,
      })),
    }
  })
}
