import { parseArgs } from 'node:util'
import { checkout, stores } from '@mamapu/core'
import { formatFen, OutsideError, toFen } from '@mamapu/kernel'
import { demoShops } from '../demo/shops/index.js'
import { openProduct } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import type { RunCommand } from './index.js'

const ORDERS_USUAL = 200

/**
 * What today's rules would make of the latest orders: `npm run plugin:replay [-- --store mili --orders 200]`; all demo
 * shops when none is named. Reads only.
 */
export const pluginReplay: RunCommand = async (args) => {
  const { slugs, limit, isNamed } = readArgs(args)
  const product = await openProduct({ ...readConfig(process.env), logLevel: 'silent' }, () => {})
  try {
    for (const slug of slugs) {
      const { hostname } = new URL(stores.originOfSlug(product.config.hosts, slug))
      const store = await product.directory.byHost(hostname)
      if (store)
        say(slug, await checkout.replayRules(product.place, store, { at: product.clock.now(), limit }))
      else if (isNamed) throw new OutsideError('NO_SUCH_SHOP', `没有这家店 · no such shop: ${slug}`)
    }
    return 0
  } finally {
    await product.close()
  }
}

function readArgs(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { store: { type: 'string' }, orders: { type: 'string' } },
  })
  const limit = Number(values.orders ?? ORDERS_USUAL)
  if (!Number.isInteger(limit) || limit < 1 || limit > checkout.REPLAYED_ORDERS_MAX)
    throw new OutsideError('ORDERS_RANGE', `--orders: 1 … ${checkout.REPLAYED_ORDERS_MAX}`)
  const slugs = values.store ? [values.store] : demoShops.map(({ slug }) => slug)
  return { slugs, limit, isNamed: values.store !== undefined }
}

function say(slug: string, { same, different, skipped }: checkout.RulesReplay): void {
  console.log(
    `${slug}: ${same} 单不变 same, ${different.length} 单不同 different, ${skipped} 单无法重放 cannot be replayed`,
  )
  for (const one of different) {
    const by = checkout.dearerBy(one)
    const sign = by > 0 ? '+' : by < 0 ? '−' : '±'
    const money = `¥${formatFen(one.wasFen)} → ¥${formatFen(one.isFen)} (${sign}¥${formatFen(toFen(Math.abs(by)))})`
    console.log(`  ${one.number}  ${money}  ${one.offers.join(', ')}`)
  }
}
