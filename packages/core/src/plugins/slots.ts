import type { Locale } from '@mamapu/kernel'
import {
  type CustomerRef,
  deepFreeze,
  SLOTS,
  type SlotInput,
  type SlotName,
  type SlotSubjects,
} from '@mamapu/plugin-sdk'
import { type LoadedFacts, NO_FACTS, valuesOf } from './facts.js'
import type { PluginHost } from './host.js'
import type { StorePlugins } from './store-plugins.js'
import { showText } from './texts.rules.js'

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
  },
): ShownSlot {
  const shown: ShownPart[] = []
  let changesAt: Date | null = null
  const customer = SLOTS[slot].cached ? null : input.customer
  const subject = deepFreeze(input.subject)
  for (const active of store.active)
    for (const part of active.loaded.plugin.slots ?? []) {
      if (part.slot !== slot) continue
      const hook = { store, pluginId: active.id, hook: `slot:${slot}:${part.block}` }
      const facts = valuesOf(store, active.id, part.facts, input.facts ?? NO_FACTS)
      if (facts === null || !host.breakers.admits(hook, input.at)) continue
      const slotInput: SlotInput<unknown, never> = {
        subject,
        settings: active.settings,
        facts: facts as never,
        at: new Date(input.at),
        locale: input.locale,
        customer,
        t: (key, values) => showText(active.loaded.texts, input.locale, key, values),
      }
      try {
        const data = part.data(slotInput)
        const boundary = part.changesAt?.(slotInput) ?? null
        if (data !== null && (typeof data !== 'object' || data instanceof Promise))
          throw new TypeError('a slot gives an object or null, at once')
        if (data) shown.push({ plugin: active.id, block: part.block, data })
        if (boundary && boundary > input.at && (!changesAt || boundary < changesAt)) changesAt = boundary
        host.breakers.answered(hook, input.at, 0)
      } catch (error) {
        host.breakers.failed(hook, input.at, error)
      }
    }
  return { parts: shown, changesAt }
}
