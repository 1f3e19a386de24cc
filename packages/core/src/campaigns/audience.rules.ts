import type { Words } from '@mamapu/kernel'
import type { Segment } from '@mamapu/plugin-sdk'
import type { CartLine } from '@mamapu/pricing'
import type { Audience, AudienceFact, Scope, ScopeLists, ShopperFacts } from './campaign.types.js'

/** A guest: nobody's member, of no level. */
export const NOBODY: ShopperFacts = Object.freeze({
  isMember: false,
  levelRank: 0,
  tags: Object.freeze([]),
  isNew: true,
})

/** Whether a campaign is for this shopper. */
export function isFor(audience: Audience, shopper: ShopperFacts): boolean {
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

/** The fact an audience is decided from; null when it is everyone. */
export function factOf(audience: Audience): AudienceFact | null {
  const facts = {
    everyone: null,
    members: 'isMember',
    level: 'levelRank',
    tag: 'tags',
    new: 'isNew',
  } as const
  return facts[audience.kind]
}

/** Whom a campaign is for, as shoppers read it. */
export function whoIsMeant(audience: Audience): Words {
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
