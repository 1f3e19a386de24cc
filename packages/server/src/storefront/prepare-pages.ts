import { campaigns, checkout, customers, http, orders, prepared } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { parseId, uuidOf } from '@mamapu/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, shopperOf, textOf, wholeOf } from './cart-pages.js'
import { type CheckoutForm, checkoutSource, EMPTY_FORM, keyFor, readForm } from './checkout-form.js'
import {
  type CheckoutView,
  contactOf,
  rememberAddress,
  savedAddresses,
  sendCode,
  showCheckout,
  showRefusal,
  verifyCode,
} from './checkout-pages.js'
import { cartOwnerOf } from './gap-values.js'
import { withNotice } from './notices.js'
import { pageLocale } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

/** Before a round begins: variant, address and total are laid ready, and one tap at its start makes them an order. */
export function preparePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get('/prepare', options, async (request, reply) => {
      const { sku, quantity, back } = request.query as { sku?: unknown; quantity?: unknown; back?: unknown }
      const skuId = typeof sku === 'string' ? parseId('sku', sku) : null
      const units = typeof quantity === 'string' ? wholeOf(quantity) : null
      const key = keyFor(skuId && { skuId, quantity: units ?? 1 })
      const source = checkoutSource(request, key)
      const ahead = await aheadOf(storefront, request, source, backOf(back))
      if (!ahead) return reply.redirect(checkoutUrl(source), 303)
      return showCheckout(storefront, request, reply, { form: { ...EMPTY_FORM, key }, source, ahead })
    })

    server.post('/prepare', options, async (request, reply) => {
      await customers.ensureShopper(storefront.app, request, reply)
      const fields = fieldsOf(request)
      const form: CheckoutForm = { ...readForm(fields), choices: 'best', points: 'none' }
      const source = checkoutSource(request, form.key)
      const ahead = await aheadOf(storefront, request, source, backOf(fields.back))
      if (!ahead) return reply.redirect(checkoutUrl(source), 303)
      const asked = textOf(fields, 'recalculate')
      if (asked === 'code') return sendCode(storefront, request, reply, { form, source, ahead })
      if (asked) return showCheckout(storefront, request, reply, { form, source, ahead })
      return keep(storefront, request, reply, {
        ...{ form, source, ahead },
        seenTotal: textOf(fields, 'seenTotalFen', 15),
      })
    })

    server.post('/prepared/:preparedId', options, (request, reply) => buy(storefront, request, reply))
  }
}

const backOf = (back: unknown) => http.safeNext(back, '/')

function checkoutUrl(source: checkout.BasketSource): string {
  const [line] = 'lines' in source ? source.lines : []
  return line ? `/checkout?sku=${line.skuId}&quantity=${line.quantity}` : '/cart'
}

/** The round these goods are announced for; null when it has begun, or there is none. */
async function aheadOf(
  storefront: Storefront,
  request: FastifyRequest,
  source: checkout.BasketSource,
  back: string,
): Promise<NonNullable<CheckoutView['ahead']> | null> {
  if ('cart' in source || source.lines.length === 0) return null
  const { at } = request
  const basket = await checkout.readBasket(storefront.place, storeOf(request), {
    source,
    shopper: shopperOf(request),
    regionCode: null,
    choices: 'best',
    at,
    assumesPools: true,
  })
  const [line] = basket.cart.lines
  const { active, campaigns: published } = basket.plugins
  const isOn = (plugin: string) => active.some(({ loaded }) => loaded.id === plugin)
  const round = line ? campaigns.announcedRoundOf(published, line, { at, isOn }) : null
  return round && { round, back }
}

/** Everything an order asks for is asked here, as at the start; then it waits, sealed. */
async function keep(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  input: {
    readonly form: CheckoutForm
    readonly source: checkout.BasketSource
    readonly ahead: NonNullable<CheckoutView['ahead']>
    readonly seenTotal: string
  },
): Promise<FastifyReply> {
  const { form, source, ahead } = input
  const store = storeOf(request)
  const locale = pageLocale(request)
  const shopper = await customers.ensureShopper(storefront.app, request, reply)
  const contact = contactOf(form, await savedAddresses(storefront, request), false)
  const verified = await verifyCode(storefront, request, { code: form.phoneCode, phone: contact.phone })
  if (verified === 'wrong')
    return showCheckout(storefront, request, reply, {
      ...{ form, source, ahead },
      errors: { phoneCode: locale === 'en' ? 'The code is not right' : '验证码不对，请再看一眼' },
      status: 422,
    })
  const seenTotalFen = http.parseWhole(input.seenTotal, { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? -1
  const known = checkout.readContact(contact)
  const basket = await checkout.readBasket(storefront.place, store, {
    source,
    shopper: { ...shopperOf(request), verifiedPhoneHash: verified ?? shopper.verifiedPhoneHash },
    regionCode: known?.regionCode ?? null,
    choices: form.choices,
    at: ahead.round.startsAt,
    assumesPools: true,
  })
  const result = known
    ? checkout.whyNotPlaceable(basket, { seenTotalFen })
    : ({ placed: false, code: 'ADDRESS_INVALID', data: {} } as const)
  if (result)
    return showRefusal(storefront, request, reply, { form, source, ahead, result, seenTotalFen, locale })
  const [line] = basket.lines
  if (!line || !known) return reply.redirect('/cart', 303)
  await withTenant(storefront.app.db, store.storeId, (tx) =>
    prepared.prepare(tx, store.keys, {
      owner: cartOwnerOf(request.shopper ?? shopper),
      round: ahead.round,
      skuId: line.facts.skuId,
      quantity: line.quantity,
      totalFen: basket.priced.payableFen,
      contact: known,
      at: request.at,
    }),
  )
  await rememberAddress(storefront, request, contact)
  return reply.redirect(withNotice(ahead.back, 'prepared'), 303)
}

/** The one tap. What is ordered, where it goes and at which total was kept here; the form says only which. */
async function buy(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const { at, shopper } = request
  const back = backOf(fieldsOf(request).back)
  const id = parseId('prp', (request.params as { preparedId: string }).preparedId)
  const found =
    shopper && id
      ? await withTenant(storefront.app.db, store.storeId, (tx) =>
          prepared.openPrepared(tx, store.keys, { owner: cartOwnerOf(shopper), id, at }),
        )
      : null
  if (!shopper || !found) return reply.redirect(withNotice(back, 'prepared_gone'), 303)
  if (found.orderId) return reply.redirect(`/pay/${orders.orderToken(store.keys, found.orderId)}`, 303)
  if (at < found.startsAt) return reply.redirect(withNotice(back, 'prepared_early'), 303)
  const { contact, totalFen: seenTotalFen, skuId, quantity } = found
  const key = `now.${uuidOf(skuId)}.${quantity}.${found.id}`
  const form = { ...EMPTY_FORM, ...contact, key }
  const source = { lines: [{ skuId, quantity }] }
  const result = await checkout.placeOrder(storefront.place, store, {
    source,
    shopper: shopperOf(request),
    contact,
    remark: '',
    choices: 'best',
    points: 'none',
    seenTotalFen,
    idem: { principal: shopper.sessionHash, key },
    actor: shopper.customerId ?? 'guest',
    at,
  })
  if (!result.placed) {
    const locale = pageLocale(request)
    return showRefusal(storefront, request, reply, { form, source, result, seenTotalFen, locale })
  }
  await withTenant(storefront.app.db, store.storeId, (tx) =>
    prepared.noteBought(tx, found.id, result.orderId),
  )
  return reply.redirect(`/pay/${result.token}`, 303)
}
