import { type CustomerId, uuidOf } from '@mamapu/kernel'
import { AUDIENCE_FACTS, type FactMap, SLOTS } from '@mamapu/plugin-sdk'
import { CORE_FACTS_NONE } from './fact.queries.js'
import { type LoadedFacts, readWithFacts } from './facts.js'
import type { PluginHost } from './host.js'
import type { StorePlugins } from './store-plugins.js'

/** Everyone for whom a cached page reads the same: the values of exactly those facts that this store's rules declare. */
export interface Audience {
  /** Part of the page's key; empty for guests and for whoever counts as one. */
  readonly key: string
  readonly facts: LoadedFacts
}

/** Which customer facts decide what cached pages of this store show: those of its rules, parts and campaigns. */
export function audienceFactsOf(store: StorePlugins): readonly string[] {
  const ofCampaigns = [...store.campaigns.needs].map((name) => `core:${name}`)
  return [...new Set([...declaredBy(store), ...ofCampaigns])]
    .filter((name) => AUDIENCE_FACTS.has(name))
    .sort()
}

/** The tags that decide anything: those campaigns are for; undefined, all of them, when a rule looks at tags itself. */
export function audienceTagsOf(store: StorePlugins): ReadonlySet<string> | undefined {
  if (declaredBy(store).includes('core:tags')) return undefined
  const audiences = store.campaigns.all.map(({ campaign }) => campaign.audience)
  return new Set(audiences.flatMap((audience) => (audience.kind === 'tag' ? [audience.tag] : [])))
}

function declaredBy(store: StorePlugins): readonly string[] {
  return store.active.flatMap(({ loaded: { plugin } }) => [
    ...(plugin.prices ?? []).filter(({ stage }) => stage === 'unit').flatMap(({ facts }) => namesOf(facts)),
    ...(plugin.slots ?? []).filter(({ slot }) => SLOTS[slot].cached).flatMap(({ facts }) => namesOf(facts)),
  ])
}

const namesOf = (facts: FactMap) => Object.values(facts).map(({ name }) => name)

const NONE: Readonly<Record<string, unknown>> = { ...CORE_FACTS_NONE, channel: 'web' }

/** The audience these facts of a shopper make; what is missing is a guest's. `tags` are the only ones that matter, all when left out. */
export function audienceOf(
  names: readonly string[],
  known: LoadedFacts,
  tags?: ReadonlySet<string>,
): Audience {
  const facts = new Map<string, unknown>()
  const parts: string[] = []
  for (const name of names) {
    const none = NONE[name.slice('core:'.length)]
    if (none === undefined) continue
    const held = known.has(name) ? known.get(name) : none
    const value = name === 'core:tags' && tags ? keep(held as readonly string[], tags) : held
    facts.set(name, value)
    const said = JSON.stringify(value)
    if (said !== JSON.stringify(none)) parts.push(`${name}=${said}`)
  }
  return { key: parts.join(';'), facts }
}

const keep = (held: readonly string[], tags: ReadonlySet<string>) =>
  held.filter((tag) => tags.has(tag)).sort()

/** Core's facts of one customer as they are now. */
export async function readCoreFacts(
  host: PluginHost,
  store: StorePlugins,
  { customerId, at }: { customerId: CustomerId; at: Date },
): Promise<LoadedFacts> {
  const reader = { customerId: uuidOf(customerId), sessionKey: null, at }
  const plan = { facts: [], needsCore: true }
  const { facts } = await readWithFacts(host, store, { plan, reader }, () => [])
  return facts
}
