export { Breakers, type Hook, SLOW_MS } from './breakers.js'
export { collectOffers, type Evaluation, type PluginRefusal, runValidators } from './evaluate.js'
export { factQueries, type LoadedFacts, NO_FACTS, type PreparedFacts, readWithFacts } from './facts.js'
export { createPluginHost, type HostMessage, type HostServices, type PluginHost } from './host.js'
export { PLUGIN_ERRORS } from './plugin.errors.js'
export { type LoadedPlugin, loadPlugins, type PluginRegistry } from './registry.js'
export { collectSlot, type ShownPart, type ShownSlot } from './slots.js'
export {
  type ActivePlugin,
  compileSwitches,
  type FactPlan,
  loadStorePlugins,
  type StorePlugins,
  slotPlan,
  withStoreFacts,
} from './store-plugins.js'
export { type SwitchRow, switchesQuery } from './switch.queries.js'
