import type { Static, TObject, TSchema } from 'typebox'
import type { CampaignMechanic } from './campaigns.js'
import { checkPlugin } from './check/check-plugin.js'
import type { CommissionRule } from './commissions.js'
import type { DeliveryMethod } from './delivery.js'
import type { EventHandler, PluginEventName, PluginEvents } from './events.js'
import type { FactMap } from './facts.js'
import { deepFreeze } from './freeze.js'
import type { Plugin, PluginDefinition } from './plugin.types.js'
import type { PluginJob, PluginPage, Route, RouteDefinition } from './routes.js'
import type { EarnRule, PriceRule, Validator } from './rules.js'
import type { SlotName, SlotPart } from './slots.js'
import type { ValueOf } from './value-of.js'

/**
 * A plugin as one frozen value. Throws `PluginError` with one line that says what is wrong: unknown keys, doubled
 * names, an engine it was not made for, undeclared scopes, facts, blocks, slots or routes.
 */
export function definePlugin<const T extends TObject>(
  definition: Omit<PluginDefinition<ValueOf<T>>, 'settings'> & { readonly settings: T },
): Plugin<ValueOf<T>> {
  checkPlugin(definition as PluginDefinition<never>)
  const plugin = deepFreeze(definition) as unknown as Plugin<ValueOf<T>>
  defined.add(plugin)
  return plugin
}

const defined = new WeakSet<object>()

/** Whether this very SDK made the value: one that came by a second copy of it, or was put together by hand, is not. */
export function isDefinedPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && defined.has(value)
}

/** Makers whose settings type (and campaign config type) come from one schema each, for rules and handlers in files of their own. */
export function forSettings<T extends TObject, M extends TObject = TObject>(
  _settings: T,
  _mechanic?: CampaignMechanic<M>,
) {
  type S = Static<T>
  type C = Static<M>
  return Object.freeze({
    price: <const F extends FactMap>(rule: PriceRule<S, F, C>): PriceRule<S> =>
      rule as unknown as PriceRule<S>,
    validator: <const F extends FactMap>(validator: Validator<S, F, C>): Validator<S> =>
      validator as unknown as Validator<S>,
    earn: <const F extends FactMap>(rule: EarnRule<S, F, C>): EarnRule<S> => rule as unknown as EarnRule<S>,
    commission: <const F extends FactMap>(rule: CommissionRule<S, F>): CommissionRule<S> =>
      rule as unknown as CommissionRule<S>,
    delivery: <const F extends FactMap, C extends TObject>(
      method: DeliveryMethod<S, F, C>,
    ): DeliveryMethod<S> => method as unknown as DeliveryMethod<S>,
    slot: <const F extends FactMap, const N extends SlotName>(part: SlotPart<S, F, N, C>): SlotPart<S> =>
      part as unknown as SlotPart<S>,
    route: <
      P extends TSchema | undefined = undefined,
      Q extends TSchema | undefined = undefined,
      B extends TSchema | undefined = undefined,
    >(
      definition: RouteDefinition<S, P, Q, B>,
    ): Route<S> => definition as unknown as Route<S>,
    on: <E extends PluginEventName>(
      _event: E,
      handler: EventHandler<S, PluginEvents[E]>,
    ): EventHandler<S, PluginEvents[E]> => handler,
    job: (job: PluginJob<S>): PluginJob<S> => job,
    page: (page: PluginPage<S>): PluginPage<S> => page,
  })
}

/** A mechanic whose config type comes from its schema. */
export function defineMechanic<const C extends TObject>(mechanic: CampaignMechanic<C>): CampaignMechanic<C> {
  return mechanic
}
