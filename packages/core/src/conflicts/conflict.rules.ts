import type { Words } from '@mamapu/kernel'
import type { Audience } from '../campaigns/index.js'
import type { Overlap } from './conflict.types.js'

/** Somebody a campaign may be for, with the facts that make one. */
export interface Case {
  readonly who: Words
  readonly facts: Readonly<Record<string, unknown>>
}

const GUEST: Case = { who: { 'zh-CN': '所有人', en: 'Everyone' }, facts: {} }
const KNOWN = { isMember: true, isNew: false, ordersPaid: 1 }

/** For whom the winner is worked out: everyone, members, and whoever the audiences name. */
export function casesOf(audiences: readonly Audience[]): Case[] {
  const cases = new Map<string, Case>([
    ['everyone', GUEST],
    ['members', { who: { 'zh-CN': '会员', en: 'Members' }, facts: KNOWN }],
  ])
  for (const audience of audiences) {
    if (audience.kind === 'level')
      cases.set(`level ${audience.rank}`, {
        who: { 'zh-CN': audience.name, en: audience.name },
        facts: { ...KNOWN, level: audience.name, levelRank: audience.rank },
      })
    if (audience.kind === 'tag')
      cases.set(`tag ${audience.tag}`, {
        who: { 'zh-CN': `标签「${audience.tag}」`, en: `Tagged “${audience.tag}”` },
        facts: { ...KNOWN, tags: [audience.tag] },
      })
    if (audience.kind === 'new')
      cases.set('new', {
        who: { 'zh-CN': '新客', en: 'New customers' },
        facts: { isMember: true, isNew: true, ordersPaid: 0 },
      })
  }
  return [...cases.values()].slice(0, CASES_MAX)
}

const CASES_MAX = 8

/** The spans two lists of rounds share, in order; each list is in order. */
export function overlapsOf(mine: readonly Overlap[], others: readonly Overlap[], limit: number): Overlap[] {
  const shared: Overlap[] = []
  for (const a of mine)
    for (const b of others) {
      const startsAt = new Date(Math.max(a.startsAt.getTime(), b.startsAt.getTime()))
      const endsAt = new Date(Math.min(a.endsAt.getTime(), b.endsAt.getTime()))
      if (startsAt < endsAt) shared.push({ startsAt, endsAt })
      if (shared.length >= limit) return shared
    }
  return shared
}
