import type { CustomerId } from '@mamapu/kernel'
import type { AudiencePerson, PluginContext, Segment } from '@mamapu/plugin-sdk'

/** Chosen customers, or everyone whom this describes. */
export type WhomKind = 'chosen' | 'everyone' | 'members' | 'new' | 'level' | 'tag' | 'birthday'

export interface Whom<K extends WhomKind = WhomKind> {
  readonly who: K
  /** The rank of the level, the tag, or the days. */
  readonly value: string
  /** Chosen ones, ascending, each once. */
  readonly customerIds: readonly CustomerId[]
}

interface PeoplePage {
  readonly people: readonly AudiencePerson[]
  /** The last one looked at, for going on. */
  readonly last: CustomerId | null
  readonly isLast: boolean
}

/** The next customers of these, in the order of their ids. */
export async function nextPeople(
  ctx: PluginContext,
  { who, value, customerIds }: Whom,
  { after, limit }: { after: CustomerId | null; limit: number },
): Promise<PeoplePage> {
  if (who === 'chosen') {
    const rest = customerIds.filter((id) => after === null || id > after)
    const ids = rest.slice(0, limit)
    const people = await ctx.audience.list({ segment: { who: 'these', ids }, after: null, limit })
    return { people, last: ids.at(-1) ?? after, isLast: rest.length <= limit }
  }
  const people = await ctx.audience.list({ segment: segmentOf(who, value), after, limit })
  return { people, last: people.at(-1)?.id ?? after, isLast: people.length < limit }
}

function segmentOf(who: Exclude<WhomKind, 'chosen'>, value: string): Segment {
  switch (who) {
    case 'level':
      return { who, fromRank: Number(value) }
    case 'tag':
      return { who, tag: value }
    case 'birthday':
      return { who, days: value.split(',').map(Number) }
    default:
      return { who }
  }
}
