import type { Words } from '@mamapu/kernel'
import { whoIsMeant } from './audience.rules.js'
import type { Audience } from './campaign.types.js'

/** Somebody a campaign may be for, with the facts that make one. */
export interface Case {
  readonly who: Words
  readonly facts: Readonly<Record<string, unknown>>
}

const CASES_MAX = 8

/** For whom the winner is worked out: everyone, members, and whoever the audiences name. */
export function casesOf(audiences: readonly Audience[], levelOf: (rank: number) => string): Case[] {
  const asked: readonly Audience[] = [{ kind: 'everyone' }, { kind: 'members' }, ...audiences]
  const cases = new Map(
    asked.map((audience) => [
      JSON.stringify(audience),
      { who: nameOf(audience), facts: factsOf(audience, levelOf) },
    ]),
  )
  return [...cases.values()].slice(0, CASES_MAX)
}

function nameOf(audience: Audience): Words {
  const who = peopleOf(audience)
  if (!audience.channels) return who
  const where = whoIsMeant({ kind: 'everyone', channels: audience.channels })
  return { 'zh-CN': `${who['zh-CN']}(${where['zh-CN']})`, en: `${who.en} (${where.en})` }
}

function peopleOf(audience: Audience): Words {
  switch (audience.kind) {
    case 'everyone':
      return { 'zh-CN': '所有人', en: 'Everyone' }
    case 'members':
      return { 'zh-CN': '会员', en: 'Members' }
    case 'level':
      return { 'zh-CN': audience.name, en: audience.name }
    case 'tag':
      return { 'zh-CN': `标签「${audience.tag}」`, en: `Tagged “${audience.tag}”` }
    case 'new':
      return { 'zh-CN': '新客', en: 'New customers' }
  }
}

const KNOWN = { isMember: true, isNew: false, ordersPaid: 1 }

/** Facts of somebody a campaign is for, and no more than that; nobody's for everyone. A level is what rules call that rank. */
export function factsOf(
  audience: Audience,
  levelOf: (rank: number) => string,
): Readonly<Record<string, unknown>> {
  const [channel] = audience.channels ?? []
  const facts = factsOfPeople(audience, levelOf)
  return channel ? { ...facts, channel } : facts
}

function factsOfPeople(
  audience: Audience,
  levelOf: (rank: number) => string,
): Readonly<Record<string, unknown>> {
  switch (audience.kind) {
    case 'everyone':
      return {}
    case 'members':
      return KNOWN
    case 'level':
      return { ...KNOWN, level: levelOf(audience.rank), levelRank: audience.rank }
    case 'tag':
      return { ...KNOWN, tags: [audience.tag] }
    case 'new':
      return { isMember: true, isNew: true, ordersPaid: 0 }
  }
}
