import { ZERO_FEN } from '@mamapu/kernel'
import type { CampaignsNow, Plugin, RunningCampaign, SlotInput } from '@mamapu/plugin-sdk'
import type { ConformanceSubject, SampleShop } from '../check.types.js'
import { type Change, type SoundCtx, type SoundDefinition, type SoundSettings, statement } from './sound.js'

/** One way to break what a check guards. `twist` stands for a platform that forgot its part. */
export interface Broken extends Change {
  readonly check: string
  readonly twist?: (subject: ConformanceSubject) => ConformanceSubject
}

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
type Rule = NonNullable<SoundDefinition['prices']>[number]
type Input = Parameters<Rule['offers']>[0]

export const offers = (rewrite: (offer: Record<string, unknown>, input: Input) => unknown) => ({
  parts: ({ prices = [] }: SoundDefinition) => ({
    prices: prices.map((rule) => ({
      ...rule,
      offers: (input: Input) => rule.offers(input).map((offer) => rewrite({ ...offer }, input)),
    })),
  }),
})
export const answer = (offer: (input: Input) => unknown) => ({
  parts: ({ prices = [] }: SoundDefinition) => ({
    prices: prices.map((rule) => ({ ...rule, offers: offer })),
  }),
})
export const files = (of: (table: string) => Readonly<Record<string, string>>) => ({ files: of })
export const sql = (of: (table: string) => string, file = 'src/notes.queries.ts') =>
  files((table) => ({ [file]: statement(of(table)) }))
export const migration = (of: (table: string) => string) => ({
  files: (table: string) => ({ 'migrations/0002_more.sql': of(table) }),
})
export const mechanic = (change: (campaign: NonNullable<SoundDefinition['campaign']>) => object) => ({
  parts: ({ campaign }: SoundDefinition) => ({
    campaign: { ...campaign, ...change(campaign as NonNullable<SoundDefinition['campaign']>) },
  }),
})
export const replacing = (change: (plugin: Plugin) => object) => ({
  twist: (subject: ConformanceSubject): ConformanceSubject => ({
    ...subject,
    plugin: { ...subject.plugin, ...change(subject.plugin) } as Plugin,
  }),
})
/** The shop as it is, but its switch does nothing. */
export const neverOff = {
  twist: (subject: ConformanceSubject): ConformanceSubject => ({
    ...subject,
    filled: async () => ({ ...(await subject.filled()), switchTo: async () => {} }),
    sampleShop: async (config) => ({ ...(await subject.sampleShop(config)), switchTo: async () => {} }),
  }),
}
export const sampleShops = (change: (shop: SampleShop) => Partial<SampleShop>) => ({
  twist: (subject: ConformanceSubject): ConformanceSubject => ({
    ...subject,
    async sampleShop(config) {
      const shop = await subject.sampleShop(config)
      return { ...shop, ...change(shop) }
    },
  }),
})
export const insert = (ctx: SoundCtx, table: string, id: string) =>
  ctx.tx.sql.unsafe(`insert into ${table} (tenant_id, id, note) values ($1, $2, 'again')`, [
    ctx.tx.tenantId,
    id.slice(4),
  ])
export const paid = (handle: (ctx: SoundCtx, orderId: string, table: string) => Promise<unknown>) => ({
  parts: (_: SoundDefinition, table: string) => ({
    on: {
      'order.paid': {
        handle: (ctx: SoundCtx, { orderId }: { orderId: string }) => handle(ctx, orderId, table),
      },
    },
  }),
})
export const route = (change: object, which = 0) => ({
  parts: ({ routes = [] }: SoundDefinition) => ({
    routes: routes.map((one, index) => (index === which ? { ...one, ...change } : one)),
  }),
})
export const job = (run: (ctx: SoundCtx, table: string) => Promise<unknown>, more: object = {}) => ({
  parts: (_: SoundDefinition, table: string) => ({
    jobs: [{ name: 'tidy', every: '1h', run: (ctx: SoundCtx) => run(ctx, table), ...more }],
  }),
})
export const post = (cause: string) => ({
  unit: 'points' as const,
  debit: 'sample:shop' as const,
  credit: 'sample:person' as const,
  amount: 1,
  cause,
})

/** A discount of the whole cart beside whatever it offers. */
export const orderOff = (amountFen: number) => ({
  parts: ({ id }: SoundDefinition) => ({
    prices: [
      {
        name: 'off',
        stage: 'order' as const,
        facts: {},
        offers: ({ cart }: Input) => [
          {
            id: `${id}:off`,
            plugin: id,
            stage: 'order',
            label: words('减', 'Off'),
            class: 'off',
            combinesWith: [],
            lineIds: cart.lines.map(({ lineId }) => lineId),
            tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: amountFen as never } }],
            applies: 'always',
          },
        ],
      },
    ],
  }),
})

/** The rule, for other campaigns than those running now. */
export const forCampaigns = (
  choose: (now: CampaignsNow, at: Date) => readonly RunningCampaign[],
): Pick<Broken, 'parts'> => ({
  parts: ({ prices = [] }: SoundDefinition) => ({
    prices: prices.map((rule) => ({
      ...rule,
      offers: (input: Input) =>
        rule.offers({
          ...input,
          campaigns: { ...input.campaigns, running: choose(input.campaigns, input.at) } as never,
        }),
    })),
  }),
})

/** It remembers the campaign it saw last. */
export const remembering = () => {
  let seen: readonly RunningCampaign[] = []
  return forCampaigns(({ running }) => {
    if (running.length > 0) seen = running
    return seen
  })
}

export const slotData = (data: (input: SlotInput<SoundSettings, Record<never, never>>) => object | null) => ({
  parts: ({ slots = [] }: SoundDefinition) => ({ slots: slots.map((part) => ({ ...part, data })) }),
})

/** Its slots and pages have nothing to show. */
export const shownNowhere = {
  parts: ({ slots = [] }: SoundDefinition) => ({
    slots: slots.map((part) => ({ ...part, data: () => null })),
    pages: [],
  }),
}

/** Its validator, of all lines. */
export const governingAll = (check: (id: string, now: CampaignsNow) => readonly object[]) => ({
  parts: ({ id }: SoundDefinition) => ({
    validators: [
      {
        name: 'guard',
        facts: {},
        check: ({ campaigns }: { campaigns: CampaignsNow }) => check(id, campaigns),
      },
    ],
  }),
})

export const on = (handlers: (table: string) => object) => ({
  parts: (_: SoundDefinition, table: string) => ({ on: handlers(table) }),
})

/** Whoever pays gets something back that nobody asked for. */
export const refundsBehind = sampleShops((shop) => ({
  async pay(orderId) {
    await shop.pay(orderId)
    await shop.refund(orderId, 1)
  },
}))
