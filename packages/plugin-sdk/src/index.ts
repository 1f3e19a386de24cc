// What plugins use of the database package: column helpers and the type of a transaction, nothing that connects.
export { fen, id, instant, type TenantTx, type TransactionSql, tenantId } from '@mamapu/db'
export type {
  AdminAction,
  AdminChart,
  AdminColumn,
  AdminFigure,
  AdminForm,
  AdminList,
  AdminScreens,
  RouteRef,
} from './admin.js'
export { roundState, roundsList } from './admin-rounds.js'
export type { CalendarWindow, PluginCalendar } from './calendar.js'
export { apartFrom, combinesWith, coversProduct, togetherFields } from './campaign-words.js'
export {
  type CampaignId,
  type CampaignMechanic,
  type CampaignPool,
  type CampaignResult,
  type CampaignService,
  type CampaignState,
  type CampaignsNow,
  type CampaignUses,
  type ConfigFault,
  type EndedRound,
  NO_CAMPAIGNS,
  type OthersCampaign,
  type PlannedRound,
  poolId,
  type RunningCampaign,
} from './campaigns.js'
export { PluginError } from './check/rule.js'
export {
  type CampaignCommission,
  COMMISSION_BPS_MAX,
  COMMISSION_BPS_MIN,
  COMMISSION_ROLES,
  type Commission,
  type CommissionCeiling,
  type CommissionInput,
  type CommissionLine,
  type CommissionRole,
  type CommissionRule,
} from './commissions.js'
export type {
  AudiencePerson,
  AudienceService,
  GoodsPrice,
  GoodsService,
  GoodsView,
  LedgerPost,
  LedgerService,
  MessageToSend,
  OrderLineView,
  OrderService,
  OrderView,
  PluginContext,
  PluginLog,
  PreparedService,
  PreparedView,
  QuotaCount,
  QuotaService,
  RefundUnsentResult,
  RegionNode,
  Segment,
  Take,
  TakeResult,
} from './context.js'
export type {
  CustomerPage,
  CustomerService,
  CustomerView,
  LevelChangeView,
  SetLevelResult,
} from './customers.js'
export { defineMechanic, definePlugin, forSettings, isDefinedPlugin } from './define-plugin.js'
export type {
  ChangeDelivery,
  ChangeDeliveryResult,
  DeliveryAgreement,
  DeliveryField,
  DeliveryInput,
  DeliveryLine,
  DeliveryMethod,
  DeliveryOffer,
  DeliveryOption,
  DeliveryRefusal,
  DeliveryView,
  HeldUnits,
  OpenedDelivery,
} from './delivery.js'
export { DELIVERY_STAGES, type DeliverySays, type DeliveryStage } from './delivery-says.js'
export {
  DEPRECATIONS,
  type Deprecation,
  deprecationsUsed,
  deprecationWords,
  isGone,
} from './deprecations.js'
export {
  EARNINGS_PATH,
  type EarningFigures,
  type EarningService,
  type EarningState,
  type EarningSummary,
  type EarningView,
  type HoldReason,
} from './earnings.js'
export { ENGINE_VERSION, isInRange, PLUGIN_API } from './engine.js'
export {
  type BoughtLine,
  type CampaignRound,
  type EventHandler,
  type EventHandlers,
  type Occasion,
  PLUGIN_EVENTS,
  type PluginEventName,
  type PluginEvents,
} from './events.js'
export {
  AUDIENCE_FACTS,
  CHANNELS,
  type Channel,
  CUSTOMER_TAGS_MAX,
  type CustomerRef,
  coreFacts,
  defineFact,
  type Fact,
  type FactMap,
  type FactReader,
  type FactValues,
} from './facts.js'
export { deepFreeze } from './freeze.js'
export type { AddGiftResult, GiftObstacle, GiftTake, GiftToAdd } from './gifts.js'
export {
  acknowledgedField,
  GUARD_PLACES,
  type GuardAbout,
  type GuardFinding,
  type GuardPlace,
  type GuardRefusal,
  type GuardResult,
  type GuardRule,
  type GuardService,
  type GuardVerdict,
} from './guard.js'
export type { HandOver, HandOverObstacle, HandOverResult, UndoHandOverResult } from './hand-over.js'
export {
  CAME_BY_DAYS,
  FOLLOW_PATH,
  type LinkAddresses,
  type LinkFigures,
  type LinkService,
  linkTo,
  type TrackedLink,
  type Visitor,
} from './links.js'
export type { MediaService, MediaView, PictureView } from './media.js'
export type {
  CustomerLevel,
  Plugin,
  PluginCategory,
  PluginCheck,
  PluginDefinition,
  PluginErrorEntry,
  QuotaKind,
} from './plugin.types.js'
export {
  POSTER_SIZES,
  POSTER_TEMPLATES,
  type PosterAsk,
  type PosterContent,
  type PosterService,
  type PosterSize,
  type PosterTemplate,
  type PosterView,
  posterPrice,
} from './posters.js'
export {
  type FilePart,
  fileReply,
  type Method,
  type PluginJob,
  type PluginPage,
  type Route,
  type RouteDefinition,
  type RouteRate,
  type RouteRequest,
  type RouteResult,
  type StaffScope,
} from './routes.js'
export type { EarnFactor, EarnRule, PriceRule, Refusal, RuleInput, Validator } from './rules.js'
export { PLUGIN_SCOPES, type PluginScope } from './scopes.js'
export {
  type BlockSlot,
  type CartSubject,
  type ProductSubject,
  type ShownSku,
  SLOTS,
  type SlotInput,
  type SlotName,
  type SlotPart,
  type SlotSubjects,
  type SlotWords,
  type WordSlot,
} from './slots.js'
export type { StaffPage } from './staff-pages.js'
export type { VaultService } from './vault.js'
export { type FieldHints, type FieldKind, field, isWords, localised, plainSchema } from './words.js'
