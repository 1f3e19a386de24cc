import type { PluginContext, PluginEvents } from '@mamapu/plugin-sdk'
import { keepLatest, listKeysOf, lockVisitor, refuse, writeLook } from './trail.queries.js'
import { on, type TrailSettings } from './trail.settings.js'

/** Products kept of one visitor. */
const PRODUCTS_MAX = 60
/** Browsers one customer is known by at most. */
const KEYS_MAX = 100

type Ctx = PluginContext<TrailSettings>
type Looked = PluginEvents['visitor.looked']['looks'][number]

/** Visitors are held in the order of their keys, so that two deliveries never wait for each other. */
async function keepLooks(ctx: Ctx, looks: readonly Looked[]): Promise<void> {
  for (const key of [...new Set(looks.map(({ visitorKey }) => visitorKey))].sort()) {
    const own = looks.filter(({ visitorKey }) => visitorKey === key)
    const customerId = own.find((look) => look.customerId !== null)?.customerId ?? null
    const refusedAt = await lockVisitor(ctx.tx, { key, customerId, at: ctx.at })
    for (const { owner, visitorKey, productId, at: told } of own) {
      const at = new Date(told)
      if (refusedAt === null || at > refusedAt) await writeLook(ctx.tx, { owner, visitorKey, productId, at })
    }
    await keepLatest(ctx.tx, key, PRODUCTS_MAX)
  }
}

/** A no forgets at once what this browser looked at, and what any other one did that the same customer signed in with. */
async function forget(ctx: Ctx, said: PluginEvents['visitor.answered']): Promise<void> {
  const { visitorKey, customerId } = said
  const at = new Date(said.at)
  const others = customerId === null ? [] : await listKeysOf(ctx.tx, customerId, KEYS_MAX)
  for (const key of [...new Set([visitorKey, ...others])].sort()) {
    await lockVisitor(ctx.tx, { key, customerId: null, at: ctx.at })
    await refuse(ctx.tx, key, at)
  }
}

export const trailEvents = {
  'visitor.looked': on('visitor.looked', { handle: (ctx, { looks }) => keepLooks(ctx, looks) }),
  // Whoever takes their word back is heard with the plugin off, too.
  'visitor.answered': on('visitor.answered', {
    whileOff: true,
    handle: async (ctx, said) => {
      if (!said.mayFollow) await forget(ctx, said)
    },
  }),
}
