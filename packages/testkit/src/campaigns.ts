import { campaigns } from '@mamapu/core'
import { DAY, HOUR, later, type StoreId, toFen, type Words } from '@mamapu/kernel'
import {
  type CampaignMechanic,
  defineMechanic,
  definePlugin,
  field,
  forSettings,
  type Plugin,
} from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { TestApp } from './app.js'

/** What a test says of a campaign; the rest is an hour from now, for everyone and all goods. */
export interface MadeCampaign extends Partial<campaigns.CampaignForm> {
  readonly plugin: string
  /** Left as a draft. */
  readonly isDraft?: boolean
}

const ALL = {
  all: true,
  categories: [],
  tags: [],
  products: [],
  skus: [],
  except: { categories: [], tags: [], products: [], skus: [] },
}

/** A campaign made and published as a merchant would; throws what refuses it. */
export async function makeCampaign(
  test: Pick<TestApp, 'app' | 'clock' | 'directory' | 'campaigns'>,
  storeId: StoreId,
  { plugin, isDraft = false, ...form }: MadeCampaign,
): Promise<campaigns.Campaign> {
  const at = test.clock.now()
  const by = { actor: 'test', at }
  const whole: campaigns.CampaignForm = {
    label: '活动',
    config: {},
    startsAt: form.recurrence ? null : later(at, HOUR),
    endsAt: form.recurrence ? null : later(at, DAY),
    recurrence: null,
    announceMinutes: null,
    audience: { kind: 'everyone' },
    scope: ALL,
    priority: 0,
    commission: { mode: 'usual' },
    ...form,
  }
  const result = await campaigns.changeCampaigns(test.app.db, storeId, async (tx) => {
    const made = await campaigns.createCampaign(tx, test.campaigns, { plugin, form: whole }, by)
    if (!made.done || isDraft) return made
    return campaigns.actOnCampaign(
      tx,
      test.campaigns,
      { id: made.campaign.id, act: 'publish', version: null },
      by,
    )
  })
  if (!result.done)
    throw new Error(
      `campaign refused: ${result.code} ${JSON.stringify({ ...result.fields, ...result.data })}`,
    )
  await test.directory.refresh(storeId)
  return result.campaign
}

const words = (zh: string, en = zh): Words => ({ 'zh-CN': zh, en })

const config = Type.Object(
  {
    priceFen: Type.Integer({ ...field('活动价', 'Price', { ui: 'money' }), minimum: 0, maximum: 1_000_000 }),
    note: Type.String({ ...field('说明', 'Note'), maxLength: 60, default: '' }),
  },
  { additionalProperties: false },
)

const settings = Type.Object({}, { additionalProperties: false })

/** What a test hears of the edges of a plain sale's campaigns. */
export interface HeardEdge {
  readonly event: string
  readonly campaignId: string
  readonly round: string
}

/** The smallest mechanic there is: another price while its campaign runs. Tells a test what it hears. */
export function plainSale(
  heard: HeardEdge[] = [],
  change: { id?: string; pools?: CampaignMechanic<typeof config>['pools']; isExclusive?: boolean } = {},
): Plugin {
  const id = change.id ?? 'plain-sale'
  const mechanic = defineMechanic({
    config,
    title: words('特价', 'Plain sale'),
    ...(change.id ? {} : { advice: words('想快点卖完时用', 'To sell out soon') }),
    uses: { scope: true, audience: true, announce: true, recurrence: true },
    summary: ({ priceFen }, locale) => (locale === 'zh-CN' ? `特价 ${priceFen} 分` : `${priceFen} fen`),
    changeable: ['note'],
    ...(change.pools ? { pools: change.pools } : {}),
  })
  const hooks = forSettings(settings, mechanic)
  const hear = (event: 'campaign.announced' | 'campaign.soon' | 'campaign.started' | 'campaign.ended') =>
    hooks.on(event, {
      async handle(_ctx, { campaignId, round }) {
        heard.push({ event, campaignId, round })
      },
    })
  return definePlugin({
    id,
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('特价', 'Plain sale'),
    description: words('样例', 'A sample'),
    category: 'discount',
    settings,
    campaign: mechanic as unknown as CampaignMechanic,
    scopes: ['quotas:take'],
    quotas: [{ kind: `${id}.units`, title: words('活动库存', 'Units'), heat: 60 }],
    prices: [
      hooks.price({
        name: 'plain',
        stage: 'unit',
        facts: {},
        offers: ({ cart, campaigns: { running } }) =>
          running.flatMap((campaign) =>
            cart.lines.filter(campaign.covers).map(({ lineId }) => ({
              id: `${id}:${campaign.id.slice(-12)}:${lineId}`.slice(0, 120),
              plugin: id,
              campaignId: campaign.id,
              stage: 'unit' as const,
              label: words(campaign.label),
              priority: campaign.priority,
              lineId,
              unitPriceFen: toFen(campaign.config.priceFen),
              ...(change.isExclusive ? { exclusive: true } : {}),
            })),
          ),
      }),
    ],
    on: {
      'campaign.announced': hear('campaign.announced'),
      'campaign.soon': hear('campaign.soon'),
      'campaign.started': hear('campaign.started'),
      'campaign.ended': hear('campaign.ended'),
    },
  }) as Plugin
}
