import type { Words } from '@mamapu/kernel'
import type { Channel, Segment } from '@mamapu/plugin-sdk'
import type { CartLine } from '@mamapu/pricing'
import type { Audience, AudienceFact, Scope, ScopeLists, ShopperFacts } from './campaign.types.js'

/** A guest: nobody's member, of no level. */
export const NOBODY: ShopperFacts = Object.freeze({
  isMember: false,
  levelRank: 0,
  tags: Object.freeze([]),
  isNew: true,
  channel: 'web',
})

/** Whether a campaign is for this shopper. */
export function isFor(audience: Audience, shopper: ShopperFacts): boolean {
  if (!isThrough(audience, shopper)) return false
  switch (audience.kind) {
    case 'everyone':
      return true
    case 'members':
      return shopper.isMember
    case 'level':
      return shopper.levelRank >= audience.rank
    case 'tag':
      return shopper.tags.includes(audience.tag)
    case 'new':
      return shopper.isNew
  }
}

/** Whether a campaign is held where this shopper is, whoever it is for. */
export function isThrough({ channels }: Audience, { channel }: Pick<ShopperFacts, 'channel'>): boolean {
  return channels === undefined || channels.includes(channel)
}

/** The same people, as customers of the shop. */
export function segmentOf(audience: Audience): Segment {
  switch (audience.kind) {
    case 'level':
      return { who: 'level', fromRank: audience.rank }
    case 'tag':
      return { who: 'tag', tag: audience.tag }
    default:
      return { who: audience.kind }
  }
}

/** The facts an audience is decided from; none when it is everyone everywhere. */
export function factsNeeded(audience: Audience): AudienceFact[] {
  const facts = {
    everyone: null,
    members: 'isMember',
    level: 'levelRank',
    tag: 'tags',
    new: 'isNew',
  } as const
  const who = facts[audience.kind]
  return [...(who ? [who] : []), ...(audience.channels ? ['channel' as const] : [])]
}

/** Whom a campaign is for and where, as shoppers read it. */
export function whoIsMeant(audience: Audience): Words {
  const who = whoOf(audience)
  const { channels } = audience
  if (!channels) return who
  const where = whereOf(channels)
  if (audience.kind === 'everyone') return where
  return { 'zh-CN': `${who['zh-CN']} · ${where['zh-CN']}`, en: `${who.en} · ${where.en}` }
}

/** A channel in words. */
export function channelWords(channel: Channel): Words {
  return PLACES[channel]
}

const PLACES: Readonly<Record<Channel, Words>> = {
  web: { 'zh-CN': '网页', en: 'Website' },
  wechat: { 'zh-CN': '微信内', en: 'WeChat' },
  'mini-program': { 'zh-CN': '小程序', en: 'Mini-program' },
  app: { 'zh-CN': 'App', en: 'App' },
}

function whereOf(channels: readonly Channel[]): Words {
  const names = channels.map((channel) => PLACES[channel])
  return {
    'zh-CN': `${names.map((name) => name['zh-CN']).join('、')}专享`,
    en: `Only in ${names.map((name) => name.en).join(' and ')}`,
  }
}

function whoOf(audience: Audience): Words {
  switch (audience.kind) {
    case 'everyone':
      return { 'zh-CN': '所有人', en: 'Everyone' }
    case 'members':
      return { 'zh-CN': '会员专享', en: 'For members' }
    case 'level':
      return { 'zh-CN': `${audience.name}及以上专享`, en: `For ${audience.name} and above` }
    case 'tag':
      return { 'zh-CN': '部分顾客专享', en: 'For invited customers' }
    case 'new':
      return { 'zh-CN': '新客专享', en: 'For new customers' }
  }
}

type Goods = Pick<CartLine, 'skuId' | 'productId' | 'categoryIds' | 'tags'>

/** Whether a scope contains a line: named by any list, or all are; and by none of the exceptions. */
export function coversOf(scope: Scope): (line: Goods) => boolean {
  const isNamed = namesOf(scope)
  const isExcept = namesOf(scope.except)
  return (line) => (scope.all || isNamed(line)) && !isExcept(line)
}

function namesOf({ categories, tags, products, skus }: ScopeLists): (line: Goods) => boolean {
  const sets = {
    categories: new Set(categories),
    tags: new Set(tags),
    products: new Set(products),
    skus: new Set(skus),
  }
  if (categories.length + tags.length + products.length + skus.length === 0) return () => false
  return (line) =>
    sets.skus.has(line.skuId) ||
    sets.products.has(line.productId) ||
    line.categoryIds.some((id) => sets.categories.has(id)) ||
    line.tags.some((tag) => sets.tags.has(tag))
}
