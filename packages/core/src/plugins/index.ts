export { type Audience, audienceFactsOf, audienceOf, audienceTagsOf, readCoreFacts } from './audience.js'
export { Breakers, type Hook, SLOW_MS } from './breakers.js'
export { calendarRoutes } from './calendar.routes.js'
export { whyBadCeilings, whyBadCommissions } from './commission-check.js'
export {
  collectCommissions,
  commissionCeilings,
  commissionHook,
  hasCommissions,
  type SaidCommission,
} from './commissions.js'
export { contextFor, type Work } from './context.js'
export { CORE_TABLE_WORDS } from './core-words.js'
export { applyCutOffs } from './cut-offs.js'
export {
  type BoundMethod,
  type DeliveryAsk,
  pluginMethods,
  type RawChoice,
  soundPart,
  wholeChoice,
} from './delivery-methods.js'
export { describePlugin, listPlugins, type PluginCard } from './describe.js'
export {
  collectEarns,
  collectOffers,
  type Evaluation,
  NonsenseError,
  type PluginRefusal,
  runValidators,
} from './evaluate.js'
export { pluginEventHandlers } from './event-handlers.js'
export {
  factQueries,
  factsAsIf,
  type LoadedFacts,
  NO_FACTS,
  type PreparedFacts,
  readWithFacts,
  shopperOf,
} from './facts.js'
export { readGoods } from './goods-service.js'
export {
  createPluginHost,
  type DeliveryToChange,
  type HostMessage,
  type HostServices,
  type PluginHost,
} from './host.js'
export { type HostJobs, pluginJobs } from './job-adapter.js'
export { messageEventsOf } from './message-events.js'
export { assertNamesApart, sqlNameWith } from './names-apart.js'
export { asOffers, offerContext, whyNonsense } from './offer-check.js'
export { loadPage, type PluginPageResult } from './pages.js'
export { PLUGIN_ERRORS } from './plugin.errors.js'
export { type PluginRouteOptions, pluginAdminRoutes } from './plugin.routes.js'
export { type Notice, noticeText, pluginFormRoutes } from './plugin-form-adapter.js'
export { pluginStaffRoutes, pluginStoreRoutes } from './plugin-route-adapter.js'
export { findPluginUse, type PluginUse } from './plugin-use.js'
export { collectPromises, type Promised } from './promises.js'
export { type QuietFault, quietHost } from './quiet-host.js'
export { type LoadedPlugin, loadPlugins, type PluginRegistry } from './registry.js'
export { runInStore } from './run-plugin.js'
export { readSettings } from './saved-settings.js'
export {
  collectSlot,
  collectWords,
  goodsAsked,
  type ShownPart,
  type ShownSlot,
  type ShownWords,
} from './slots.js'
export { isPluginOn, pluginsPart, storePluginsOf } from './snapshot-part.js'
export { staffPageRoutes } from './staff-pages.routes.js'
export {
  type ActivePlugin,
  askedKeys,
  compileSwitches,
  type FactPlan,
  loadStorePlugins,
  type StorePlugins,
  slotPlan,
  withCampaigns,
  withStoreFacts,
} from './store-plugins.js'
export { type SwitchRow, switchesQuery } from './switch.queries.js'
export {
  listOpen,
  type OpenPromises,
  type SaveSettingsResult,
  type SwitchResult,
  saveSettings,
  switchPlugin,
} from './switch-plugin.js'
export { alonePrices, commissionOf, type PricedItem, unitPrices, winnersOf } from './unit-prices.js'
export { CUT_OFF_CODE, startWatchdog, type Watch } from './watchdog.js'
