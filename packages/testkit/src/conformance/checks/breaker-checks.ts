import { definePlugin, type Plugin } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import { order, quote } from './order-steps.js'
import { quietShop } from './quiet-shop.js'
import { check } from './words-of.js'

/** What a shop keeps doing whatever the plugin does, also when every hook of it fails. */
export const BREAKER_CHECKS: readonly ConformanceCheck[] = [
  check(
    'orders.others-unharmed',
    [
      '它只是开着、没有活动时，别的商品照常下单',
      'Merely on, with no campaign, it keeps nobody from ordering',
    ],
    ['validator 只拒绝自己活动管的行', 'A validator refuses only what its running campaigns govern'],
    async (subject) => {
      const shop = await quietShop(subject)
      const stranger = { ...shop, filledFor: await shop.customer() }
      const placed = await order(stranger, { quantity: 1 })
      return placed.placed ? [] : [`an order without any campaign is refused: ${placed.code}`]
    },
  ),
  check(
    'breakers.shop-sells',
    ['它的钩子全部出错时，店铺照常卖', 'With every hook of it failing the shop sells'],
    ['validator 用 governs 说明管哪些行', 'A validator says by governs which lines it speaks for'],
    async (subject) => {
      const { plugin } = subject
      const hooks = [plugin.prices, plugin.validators, plugin.earns, plugin.slots]
      if (hooks.every((hook) => (hook ?? []).length === 0) && !plugin.promises) return null
      const shop = await quietShop(subject)
      const house = await subject.served(failing(plugin))
      house.test.clock.set(shop.test.clock.now())
      const failed = { ...shop, test: house.test, skuIds: shop.skuIds.slice(3) }
      await quote(failed, 1)
      const placed = await order(failed, { quantity: 1 })
      return placed.placed ? [] : [`no order of other goods is placed: ${placed.code}`]
    },
  ),
]

function failing(plugin: ConformanceSubject['plugin']): Plugin {
  const fail = () => {
    throw new Error('every hook fails')
  }
  return definePlugin({
    ...plugin,
    ...(plugin.prices ? { prices: plugin.prices.map((rule) => ({ ...rule, offers: fail })) } : {}),
    ...(plugin.validators ? { validators: plugin.validators.map((rule) => ({ ...rule, check: fail })) } : {}),
    ...(plugin.earns ? { earns: plugin.earns.map((rule) => ({ ...rule, factors: fail })) } : {}),
    ...(plugin.slots ? { slots: plugin.slots.map((part) => ({ ...part, data: fail })) } : {}),
    ...(plugin.promises ? { promises: fail } : {}),
  } as never) as Plugin
}
