import { type campaigns, checkout, customers, fulfilment, http, orders, stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type Locale, parseId } from '@mamapu/kernel'
import type { CheckoutPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { basketCompareAts } from './basket-prices.js'
import { fieldsOf, lineItem, shopperOf, textOf, wholeOf } from './cart-pages.js'
import {
  type CheckoutForm,
  checkoutSource,
  deliveryPickOf,
  EMPTY_FORM,
  keyFor,
  readForm,
} from './checkout-form.js'
import { crowdOf } from './crowd.js'
import { deliveryChoice, isOfDelivery } from './delivery-choice.js'
import { ownerKeyOf } from './gap-values.js'
import { layoutOf, slotParts } from './layout.js'
import { pageLocale, sendOwn } from './send-page.js'
import { shownSlot } from './shown-slot.js'
import { type Storefront, storeOf } from './storefront.js'
import { breakdownOf, giftLines, pointsChoice, sellingMessages, whyLines } from './words.js'

export interface CheckoutView {
  readonly form: CheckoutForm
  readonly source: checkout.BasketSource
  readonly errors?: Record<string, string>
  readonly changedTotal?: CheckoutPage['changedTotal']
  /** The counter, `kind:id`, that was short. */
  readonly short?: string
  readonly status?: number
  /** Laid ready for this round, priced as at its start, instead of ordered. */
  readonly ahead?: { readonly round: campaigns.AnnouncedRound; readonly back: string }
}

/** One page to check, choose and order; the same handler shows it again when something is missing. */
export function checkoutPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get('/checkout', options, async (request, reply) => {
      const { sku, quantity } = request.query as { sku?: unknown; quantity?: unknown }
      const skuId = typeof sku === 'string' ? parseId('sku', sku) : null
      const units = typeof quantity === 'string' ? wholeOf(quantity) : null
      const key = keyFor(skuId && { skuId, quantity: units ?? 1 })
      return showCheckout(storefront, request, reply, {
        form: { ...EMPTY_FORM, key },
        source: checkoutSource(request, key),
      })
    })

    server.post('/checkout', options, async (request, reply) => {
      await customers.ensureShopper(storefront.app, request, reply)
      const fields = fieldsOf(request)
      const form = readForm(fields)
      const source = checkoutSource(request, form.key)
      const asked = textOf(fields, 'recalculate')
      if (asked === 'code') return sendCode(storefront, request, reply, { form, source })
      if (asked) return showCheckout(storefront, request, reply, { form, source })
      return place(storefront, request, reply, {
        form,
        source,
        seenTotal: textOf(fields, 'seenTotalFen', 15),
      })
    })

    server.get('/regions', options, async (request) => {
      const { province } = request.query as { province?: unknown }
      return citiesOf(typeof province === 'string' ? province.slice(0, 2) : '', '')
    })
  }
}

export async function savedAddresses(
  storefront: Storefront,
  request: FastifyRequest,
): Promise<customers.SavedAddress[]> {
  const customerId = request.shopper?.customerId
  const store = storeOf(request)
  if (!customerId) return []
  return withTenant(storefront.app.db, store.storeId, (tx) =>
    customers.addressesOf(tx, store.keys, customerId),
  )
}

interface Contact {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly street: string
}

/** The chosen saved address, or what was typed. */
export function contactOf(
  form: CheckoutForm,
  saved: readonly customers.SavedAddress[],
  isFirst: boolean,
): Contact {
  const chosen = saved.find(({ id }) => id === form.addressId) ?? (isFirst ? saved[0] : undefined)
  return chosen ?? form
}

export async function showCheckout(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  view: CheckoutView,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const saved = await savedAddresses(storefront, request)
  const isFirst = request.method === 'GET'
  const contact = contactOf(view.form, saved, isFirst)
  const basket = await checkout.readBasket(storefront.place, store, {
    source: view.source,
    shopper: shopperOf(request),
    regionCode: contact.regionCode || null,
    delivery: deliveryPickOf(view.form),
    choices: view.form.choices,
    points: view.form.points,
    ...(view.ahead ? { at: view.ahead.round.startsAt, assumesPools: true } : { at: request.at }),
  })
  if (basket.lines.length === 0) return reply.redirect('/cart', 303)
  const model = await checkoutModel(storefront, request, { view, basket, saved, contact, locale })
  return sendOwn(storefront, request, reply, {
    page: 'checkout',
    locale,
    model,
    ...(view.status ? { status: view.status } : {}),
  })
}

async function checkoutModel(
  storefront: Storefront,
  request: FastifyRequest,
  input: {
    view: CheckoutView
    basket: checkout.Basket
    saved: readonly customers.SavedAddress[]
    contact: Contact
    locale: Locale
  },
): Promise<CheckoutPage> {
  const { view, basket, saved, contact, locale } = input
  const { form } = view
  const { priced } = basket
  const isEnglish = locale === 'en'
  const parts = (slot: 'checkout.choices' | 'checkout.delivery') =>
    slotParts(storefront, shownSlot(storefront, slot, { basket, request, locale }))
  const provinceCode = form.provinceCode || form.regionCode.slice(0, 2)
  const chosen = contact === form ? null : (contact as customers.SavedAddress)
  const store = storeOf(request)
  const compareAts = await basketCompareAts(storefront, store, { basket, at: request.at, locale })
  return {
    layout: await layoutOf(storefront, storeOf(request), {
      locale,
      path: '/checkout',
      tab: null,
      title: isEnglish ? 'Checkout' : '确认订单',
      noindex: true,
      slots: {
        'checkout.choices': parts('checkout.choices'),
        'checkout.delivery': parts('checkout.delivery'),
      },
    }),
    key: form.key,
    crowd: view.short ? await crowdFor(storefront, request, basket, view.short) : null,
    prepare: view.ahead ? aheadOf(view.ahead, basket) : null,
    lines: basket.lines.map((line, index) => ({
      ...lineItem(line, priced.lines[index]?.payableFen ?? 0, priced.lines[index]?.unitFen ?? 0, locale),
      compareAt: compareAts[index] ?? null,
    })),
    quantity: basket.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    savedAddresses: saved.map((address) => ({
      id: address.id,
      name: address.name,
      phoneMasked: stores.maskPhone(address.phone),
      text: `${address.region} ${address.street}`,
      selected: address.id === chosen?.id,
    })),
    form: { ...form, provinceCode },
    newAddress: chosen === null,
    errors: view.errors ?? {},
    provinces: fulfilment
      .listRegions()
      .map(({ code, name }) => ({ code, name, selected: code.slice(0, 2) === provinceCode.slice(0, 2) })),
    cities: citiesOf(provinceCode.slice(0, 2), form.regionCode),
    regionsUrl: '/regions',
    delivery: deliveryChoice(basket, {
      locale,
      error: view.errors?.delivery ?? null,
      says: storefront.app.says,
    }),
    needsPhoneCode: basket.personKey === null && checkout.countsPersons(basket),
    messages: sellingMessages(priced, locale),
    gifts: giftLines(priced, locale),
    why: whyLines(priced, locale),
    points: pointsChoice(basket),
    changedTotal: view.changedTotal ?? null,
    breakdown: breakdownOf(priced, locale),
    totalFen: priced.payableFen,
    savedFen: priced.savedFen,
  }
}

async function crowdFor(
  storefront: Storefront,
  request: FastifyRequest,
  { lines: [line] }: checkout.Basket,
  counter: string,
): Promise<CheckoutPage['crowd']> {
  const store = storeOf(request)
  return crowdOf(await storefront.gaps.counterOf(store, counter), {
    zone: store.zone,
    url: line ? `/p/${line.facts.slug}` : '/',
    tries: http.parseWhole(textOf(fieldsOf(request), 'tries', 3), { min: 0, max: 999 }) ?? 0,
    chance: Math.random(),
  })
}

function aheadOf({ round, back }: NonNullable<CheckoutView['ahead']>, { lines }: checkout.Basket) {
  const [line] = lines
  return {
    label: round.label,
    startsAt: round.startsAt.toISOString(),
    back,
    buyUrl: line ? `/checkout?sku=${line.facts.skuId}&quantity=${line.quantity}` : '/checkout',
  }
}

function citiesOf(province: string, selected: string) {
  const node = fulfilment.listRegions().find(({ code }) => code.slice(0, 2) === province)
  return (node?.children ?? []).map(({ name, children = [] }) => ({
    name,
    districts: children.map((district) => ({
      code: district.code,
      name: district.name,
      selected: district.code === selected,
    })),
  }))
}

export async function sendCode(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  view: CheckoutView,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const isEnglish = pageLocale(request) === 'en'
  const contact = contactOf(view.form, await savedAddresses(storefront, request), false)
  const result = await withTenant(storefront.app.db, store.storeId, (tx) =>
    customers.requestCode(tx, store.keys, { phone: contact.phone, at: request.at }),
  )
  if (result.sent) return showCheckout(storefront, request, reply, view)
  const text =
    result.reason === 'phone_malformed'
      ? isEnglish
        ? 'Please check the phone number'
        : '手机号不对，请检查'
      : isEnglish
        ? 'Please wait a moment before asking for another code'
        : '验证码发得太频繁了，请稍等再试'
  return showCheckout(storefront, request, reply, { ...view, errors: { phoneCode: text }, status: 422 })
}

async function place(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { form, source, seenTotal }: { form: CheckoutForm; source: checkout.BasketSource; seenTotal: string },
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const shopper = await customers.ensureShopper(storefront.app, request, reply)
  const contact = contactOf(form, await savedAddresses(storefront, request), false)
  const verified = await verifyCode(storefront, request, { code: form.phoneCode, phone: contact.phone })
  if (verified === 'wrong')
    return showCheckout(storefront, request, reply, {
      form,
      source,
      errors: { phoneCode: locale === 'en' ? 'The code is not right' : '验证码不对，请再看一眼' },
      status: 422,
    })
  const seenTotalFen = http.parseWhole(seenTotal, { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? -1
  const result = await checkout.placeOrder(storefront.place, store, {
    source,
    shopper: { ...shopperOf(request), verifiedPhoneHash: verified ?? shopper.verifiedPhoneHash },
    contact: {
      name: contact.name,
      phone: contact.phone,
      regionCode: contact.regionCode,
      street: contact.street,
    },
    remark: form.remark,
    delivery: deliveryPickOf(form),
    choices: form.choices,
    points: form.points,
    seenTotalFen,
    idem: form.key.length >= 8 ? { principal: shopper.sessionHash, key: form.key } : null,
    actor: shopper.customerId ?? 'guest',
    at: request.at,
  })
  if (!result.placed)
    return showRefusal(storefront, request, reply, { form, source, result, seenTotalFen, locale })
  storefront.gaps.cartChanged(ownerKeyOf(shopper))
  await rememberAddress(storefront, request, contact)
  return reply.redirect(`/pay/${result.token}`, 303)
}

/** The verified hash, `wrong` for a wrong code, null when none was typed. */
export async function verifyCode(
  storefront: Storefront,
  request: FastifyRequest,
  { code, phone }: { code: string; phone: string },
): Promise<string | null> {
  const { shopper } = request
  if (!code || !shopper) return null
  const store = storeOf(request)
  const result = await withTenant(storefront.app.db, store.storeId, (tx) =>
    customers.verifyPhone(tx, store, { shopper, phone, code, at: request.at }),
  )
  if (!result) return 'wrong'
  // Shown again for another reason, the page does not ask for a code a second time.
  request.shopper = { ...shopper, ...result }
  return result.verifiedPhoneHash
}

export async function showRefusal(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  input: {
    form: CheckoutForm
    source: checkout.BasketSource
    result: Extract<checkout.PlaceResult, { placed: false }>
    seenTotalFen: number
    locale: Locale
    ahead?: CheckoutView['ahead']
  },
): Promise<FastifyReply> {
  const { result, seenTotalFen, locale } = input
  const { form, source, ahead } = input
  const view = { form, source, ...(ahead ? { ahead } : {}) }
  if (result.code === 'TOTAL_CHANGED') {
    // Decided on a newer snapshot than this request came with: the page must show the same total.
    const { storeId } = storeOf(request)
    request.store = (await storefront.place.directory.byId(storeId)) ?? storeOf(request)
    const changedTotal = { oldFen: seenTotalFen, newFen: Number(result.data.payableFen) }
    return showCheckout(storefront, request, reply, { ...view, changedTotal, status: 409 })
  }
  if (result.code === 'CART_EMPTY') return reply.redirect('/cart', 303)
  const words = result.data.words as { 'zh-CN': string; en: string } | undefined
  const errors: Readonly<Record<string, http.ErrorEntry>> = { ...http.HTTP_ERRORS, ...orders.ORDER_ERRORS }
  const entry = errors[result.code]
  const title = typeof result.data.title === 'string' && result.data.title ? `${result.data.title}:` : ''
  const text = `${title}${words?.[locale] ?? entry?.[locale] ?? result.code}`
  const field =
    result.code === 'ADDRESS_INVALID'
      ? 'street'
      : result.code === 'PHONE_CODE_REQUIRED'
        ? 'phoneCode'
        : isOfDelivery(result.code)
          ? 'delivery'
          : 'form'
  const { counter } = result.data
  const short = result.code === 'OFFER_GONE' && typeof counter === 'string' ? counter : null
  return showCheckout(storefront, request, reply, {
    ...view,
    ...(short ? { short } : { errors: { [field]: text } }),
    status: entry?.status ?? 409,
  })
}

/** A customer's new address is there the next time; that it could not be kept must not spoil an order. */
export async function rememberAddress(
  storefront: Storefront,
  request: FastifyRequest,
  contact: Contact,
): Promise<void> {
  const customerId = request.shopper?.customerId
  const region = fulfilment.findRegion(contact.regionCode)
  if (!customerId || 'id' in contact || !region) return
  const store = storeOf(request)
  const address = { ...contact, region: fulfilment.regionText(region) }
  const { name, phone, regionCode, street } = address
  await withTenant(storefront.app.db, store.storeId, (tx) =>
    customers.saveAddress(tx, store.keys, {
      customerId,
      id: null,
      address: { name, phone, regionCode, street, region: address.region },
      at: request.at,
    }),
  ).catch((error: unknown) =>
    storefront.app.log.warn({ storeId: store.storeId, err: String(error) }, 'an address was not kept'),
  )
}
