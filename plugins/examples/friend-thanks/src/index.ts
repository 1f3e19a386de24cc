import { DAY, later, mulBps, must } from '@mamapu/kernel'
import {
  type CampaignCommission,
  COMMISSION_BPS_MAX,
  COMMISSION_BPS_MIN,
  type Commission,
  definePlugin,
  field,
  forSettings,
} from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { friendFact, keepVisit } from './friend-thanks.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const settings = Type.Object(
  {
    bps: Type.Integer({
      ...field('谢礼比例', 'Share', { ui: 'percent' }),
      minimum: COMMISSION_BPS_MIN,
      maximum: COMMISSION_BPS_MAX,
      default: 500,
    }),
    days: Type.Integer({
      ...field('几天内下单算数', 'Days that count', { ui: 'count' }),
      minimum: 1,
      maximum: 30,
      default: 15,
    }),
  },
  { additionalProperties: false },
)

const { commission, on, route } = forSettings(settings)

// #region commission
/** What goods bring: the shop's share, or what their campaign says. */
const bpsOf = (campaign: CampaignCommission, bps: number) =>
  campaign.mode === 'none' ? 0 : campaign.mode === 'rate' ? campaign.bps : bps

/** Whoever brought the shopper earns by everything in the order, for some days; nobody earns by her own. */
const thanks = commission({
  name: 'thanks',
  facts: { friend: friendFact },
  commissions({ lines, buyer, settings, facts: { friend }, at }) {
    if (friend === null || friend.id === buyer?.id) return []
    if (later(friend.at, settings.days * DAY) <= at) return []
    return lines.flatMap(({ lineId, campaign }): Commission[] => {
      const bps = bpsOf(campaign, settings.bps)
      return bps === 0
        ? []
        : [{ lineId, role: 'promoter', payee: friend.id, terms: { bps }, basis: campaign.mode }]
    })
  },
  ceiling: ({ lines, settings }) =>
    lines.map(({ lineId, paidFen, campaign }) => ({
      lineId,
      mostFen: mulBps(paidFen, bpsOf(campaign, settings.bps), 'down'),
    })),
})
// #endregion

// #region link
const linkRoute = route({
  audience: 'shopper',
  method: 'POST',
  path: '/link',
  summary: 'The link to share',
  reply: Type.Object({ url: Type.String() }),
  signedIn: true,
  async handle({ links, customer }) {
    const { id: owner } = must(customer, 'signed in')
    const { url } = await links.make({ owner, scene: 'share', target: '/' })
    return { body: { url } }
  },
})

const visited = on('link.visited', {
  handle: ({ tx }, { visitorKey, owner, at }) =>
    keepVisit(tx, { visitorKey, friendId: owner, at: new Date(at) }),
})
// #endregion

export default definePlugin({
  id: 'friend-thanks',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('介绍有谢', 'Thanks to friends'),
  description: words(
    '老客分享自己的链接，朋友来买，老客得一份谢礼。',
    'A customer shares a link of her own and gets a share of what friends buy.',
  ),
  category: 'share',
  scopes: ['earnings:promise', 'links:make'],
  settings,
  facts: [friendFact],
  commissions: [thanks],
  on: { 'link.visited': visited },
  routes: [linkRoute],
  migrations: new URL('../migrations/', import.meta.url),
})
