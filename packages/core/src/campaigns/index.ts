export {
  type ActInput,
  actOnCampaign,
  CAMPAIGN_ACTS,
  type CampaignAct,
  changeDate,
} from './act-on-campaign.js'
export { type AnnouncedRound, announcedRoundOf } from './announced-round.js'
export { asIfJoined, asIfOfLevel } from './as-if-joined.js'
export { askedDraft, DraftAsk } from './asked-draft.js'
export { channelWords, isFor, NOBODY, whoIsMeant } from './audience.rules.js'
export { type Case, casesOf, factsOf } from './audience-cases.rules.js'
export { listEnded } from './boundary.queries.js'
export { BoundaryClock } from './boundary-clock.js'
export { CALENDAR_MAX_MS, type CalendarRound, readCalendar } from './calendar.js'
export { CAMPAIGN_ERRORS, type CampaignErrorCode } from './campaign.errors.js'
export { campaignJobs, campaignSweepers } from './campaign.jobs.js'
export { findCampaign, LIVE_MAX, listCampaigns, listRunSince } from './campaign.queries.js'
export { type CampaignRouteOptions, campaignRoutes } from './campaign.routes.js'
export type {
  Audience,
  AudienceFact,
  Campaign,
  CampaignForm,
  DateChange,
  LocalSpan,
  Mechanics,
  Recurrence,
  Round,
  Schedule,
  Scope,
  ShopperFacts,
} from './campaign.types.js'
export { summaryOf } from './campaign-reply.js'
export { type CampaignsThen, type LookBack, lookBack } from './campaigns-then.js'
export { commissionOfPrice, strictestCommission } from './commission.rules.js'
export {
  type CompiledCampaign,
  compileCampaigns,
  EMPTY_CAMPAIGNS,
  readConfig,
  type StoreCampaigns,
} from './compile-campaigns.js'
export { deskRoutes } from './desk.routes.js'
export { campaignOfForm, DRAFTS_MAX, readCampaigns, withDrafts } from './drafts.js'
export { askMechanic, CAMPAIGN_HOOK } from './mechanic-calls.js'
export { type CampaignDeps, passEdges } from './pass-edges.js'
export { plannedRounds } from './planned-rounds.js'
export { type CampaignPools, poolsOf, QUOTA_POOLS } from './pools.js'
export { type ReadSaved, readSaved, SAVED_FAULTS, UNKNOWN_VERSION } from './read-saved.js'
export { type CampaignReport, noteSalesHandler, readReport, resultOf } from './report.js'
export {
  type ByWhom,
  type CampaignResult,
  changeCampaigns,
  createCampaign,
  updateCampaign,
} from './save-campaign.js'
export { ROUNDS_A_DAY_MAX, roundsBetween, roundsFrom, stateAt } from './schedule.rules.js'
export { scheduleOf } from './schedule-of.rules.js'
export { campaignsOf, campaignsPart } from './snapshot-part.js'
export { type Onlooker, ViewCounter } from './view-counter.js'
export { whyNotWhole } from './why-not-kept.js'
