import { DAY, later } from '@mamapu/kernel'
import {
  defineFact,
  definePlugin,
  forSettings,
  type Plugin,
  type PluginEvents,
  type Visitor,
} from '@mamapu/plugin-sdk'
import { Type } from 'typebox'

// A mechanic for the tests of links.

const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object({}, { additionalProperties: false })
const hooks = forSettings(settings)
/** Whom facts were read for. */
export const readers: (string | null)[] = []

/** What it heard, and whether it fails at it. */
export interface Heard {
  visits: PluginEvents['link.visited'][]
  signedIn: PluginEvents['customer.signed_in'][]
  visitors: (Visitor | null)[]
  fails: boolean
}

/** A mechanic that makes links and hears of visits. */
export function sharing(heard: Heard): Plugin {
  const seen = defineFact<object, number>({
    name: 'seen',
    about: 'person',
    none: 0,
    query({ visitorKey }) {
      readers.push(visitorKey ?? null)
      return null
    },
    map: () => 0,
  })
  const body = Type.Object(
    {
      owner: Type.String(),
      scene: Type.String(),
      target: Type.String(),
      counts: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  )
  return definePlugin({
    id: 'sharing',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('分享'),
    description: words('分享'),
    category: 'tool',
    scopes: ['links:make'],
    settings,
    facts: [seen],
    validators: [hooks.validator({ name: 'seen', facts: { seen }, governs: () => true, check: () => [] })],
    on: {
      'link.visited': {
        async handle(_ctx, visit) {
          if (heard.fails) throw new Error('not yet')
          heard.visits.push(visit)
        },
      },
      'customer.signed_in': { handle: async (_ctx, who) => void heard.signedIn.push(who) },
    },
    routes: [
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/links',
        summary: 'Make a link',
        body,
        reply: Type.Unknown(),
        async handle(ctx, { body: { counts, ...ask } }) {
          heard.visitors.push(ctx.visitor)
          const link = await ctx.links.make(ask as never)
          if (counts !== undefined) await ctx.links.setCounting(link.owner, counts)
          return { body: (await ctx.links.find(link.code)) as object }
        },
      }),
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/figures',
        summary: 'Count',
        body: Type.Object({ owner: Type.String(), days: Type.Integer() }, { additionalProperties: false }),
        reply: Type.Unknown(),
        async handle(ctx, { body: { owner, days } }) {
          const from = later(ctx.at, -days * DAY)
          const ask = { owners: [owner as never], from, until: later(ctx.at, 1) }
          return { body: (await ctx.links.figures(ask)).get(owner as never) ?? {} }
        },
      }),
    ],
  })
}
