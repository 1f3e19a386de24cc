import type { Locale, SkuId } from '@mamapu/kernel'
import {
  type CustomerRef,
  deepFreeze,
  type GoodsView,
  SLOTS,
  type SlotInput,
  type SlotName,
  type SlotPart,
  type SlotSubjects,
  type SlotWords,
  type WordSlot,
} from '@mamapu/plugin-sdk'
import { callOf } from './breakers.js'
import { type LoadedFacts, NO_FACTS, shopperOf, valuesOf } from './facts.js'
import type { PluginHost } from './host.js'
import type { ActivePlugin, StorePlugins } from './store-plugins.js'
import { showText } from './texts.rules.js'
import { watched } from './watchdog.js'

/** A block to be shown in a slot; the storefront has its compiled markup by (plugin, block). */
export interface ShownPart {
  readonly plugin: string
  readonly block: string
  readonly data: object
}

export interface ShownSlot {
  readonly parts: readonly ShownPart[]
  /** When time alone will change what is shown; a cached page ends there. */
  readonly changesAt: Date | null
}

/** How long the words beside a price may be. */
const WORDS_MAX = 40
/** Goods one part may show. */
const GOODS_MAX = 12
const NO_GOODS: ReadonlyMap<string, GoodsView> = new Map()
const KINDS: readonly string[] = ['sale', 'member', 'coupon', 'shipping', 'new', 'plain']

export interface ShownWords {
  readonly words: readonly SlotWords[]
  readonly changesAt: Date | null
}

/** The words plugins put beside a price; what is not words is left out. */
export function collectWords<N extends WordSlot>(
  host: PluginHost,
  store: StorePlugins,
  slot: N,
  input: Parameters<typeof collectSlot<N>>[3],
): ShownWords {
  const { parts, changesAt } = collectSlot(host, store, slot, input)
  const words = parts.flatMap(({ data }) => {
    const { text, kind } = data as Partial<SlotWords>
    const isSound = typeof text === 'string' && text !== '' && KINDS.includes(String(kind))
    return isSound ? [{ text: text.slice(0, WORDS_MAX), kind: kind as SlotWords['kind'] }] : []
  })
  return { words, changesAt }
}

/** The goods that parts of a slot on a cached page will show: to be loaded before `collectSlot` is asked. */
export function goodsAsked<N extends SlotName>(
  host: PluginHost,
  store: StorePlugins,
  slot: N,
  input: Parameters<typeof collectSlot<N>>[3],
): readonly SkuId[] {
  const asked = { ...input, customer: null, isAsking: true }
  return store.active.flatMap((active) =>
    (active.loaded.plugin.slots ?? [])
      .filter((part) => part.slot === slot && part.goods)
      .flatMap((part) => showPart(host, store, { active, part }, asked)?.goods.slice(0, GOODS_MAX) ?? []),
  )
}

/** What plugins show in a slot. A contribution that fails shows nothing; on cached pages nobody's facts are read. */
export function collectSlot<N extends SlotName>(
  host: PluginHost,
  store: StorePlugins,
  slot: N,
  input: {
    readonly subject: SlotSubjects[N]
    readonly at: Date
    readonly locale: Locale
    readonly customer: CustomerRef | null
    readonly facts?: LoadedFacts
    /** As `goodsAsked` named them. */
    readonly goods?: ReadonlyMap<string, GoodsView>
  },
): ShownSlot {
  const asked = {
    ...input,
    subject: deepFreeze(input.subject),
    customer: SLOTS[slot].cached ? null : input.customer,
  }
  const shown: Shown[] = store.active.flatMap((active) =>
    (active.loaded.plugin.slots ?? [])
      .filter((part) => part.slot === slot)
      .flatMap((part) => showPart(host, store, { active, part }, asked) ?? []),
  )
  const showing = store.active.filter(({ loaded }) => loaded.plugin.slots?.some((part) => part.slot === slot))
  const ownEdges = shown.flatMap(({ boundary }) => (boundary && boundary > input.at ? [boundary] : []))
  const next = store.campaigns.nextEdgeAfter(input.at, new Set(showing.map(({ id }) => id)))
  const edges = next ? [...ownEdges, next] : ownEdges
  return {
    parts: shown.flatMap(({ part }) => (part ? [part] : [])),
    changesAt: edges.reduce<Date | null>((first, edge) => (first && first < edge ? first : edge), null),
  }
}

interface Shown {
  readonly part: ShownPart | null
  readonly boundary: Date | null
  readonly goods: readonly SkuId[]
}

/** What one contribution shows; null when it cannot be asked or fails. */
function showPart(
  host: PluginHost,
  store: StorePlugins,
  { active, part }: { readonly active: ActivePlugin; readonly part: SlotPart },
  input: {
    readonly subject: unknown
    readonly at: Date
    readonly locale: Locale
    readonly customer: CustomerRef | null
    readonly facts?: LoadedFacts
    readonly goods?: ReadonlyMap<string, GoodsView>
    /** Only which goods it will show. */
    readonly isAsking?: boolean
  },
): Shown | null {
  const hook = { store, pluginId: active.id, hook: `slot:${part.slot}:${part.block ?? 'words'}` }
  const facts = valuesOf(store, active.id, part.facts, input.facts ?? NO_FACTS)
  if (facts === null || !host.breakers.admits(hook, input.at)) return null
  const { locale, customer } = input
  const slotInput = {
    subject: input.subject,
    settings: active.settings,
    facts,
    at: new Date(input.at),
    zone: store.zone,
    locale,
    customer,
    goods: input.goods ?? NO_GOODS,
    campaigns: store.campaigns.of(active.id, input.at, shopperOf(input.facts ?? NO_FACTS)),
    t: (key: string, values?: Readonly<Record<string, string | number>>) =>
      showText(active.loaded.texts, locale, key, values),
  } as unknown as SlotInput<unknown, never>
  const tookMs = host.breakers.measure(hook)
  try {
    const [data, boundary, goods] = watched(host.watch, callOf(hook), () =>
      input.isAsking
        ? [null, null, part.goods?.(slotInput) ?? []]
        : [part.data(slotInput), part.changesAt?.(slotInput) ?? null, []],
    )
    if (data !== null && (typeof data !== 'object' || data instanceof Promise))
      throw new TypeError('a slot gives an object or null, at once')
    host.breakers.answered(hook, input.at, tookMs())
    return { part: data && { plugin: active.id, block: part.block ?? '', data }, boundary, goods }
  } catch (error) {
    host.breakers.failed(hook, input.at, error)
    return null
  }
}
