export { type AskedJob, createTestApp, type TestApp } from './app.js'
export { arbitrary, type RefundPart } from './arbitraries.js'
export { type BlockSamples, checkBlocks, renderBlocks } from './blocks/render-blocks.js'
export { type Answer, Browser } from './browser.js'
export { type BuyOptions, buy, phoneHash, TEST_CONTACT } from './buy.js'
export { type HeardEdge, type MadeCampaign, makeCampaign, plainSale } from './campaigns.js'
export { BROKEN_PAIRS, HONEST_IN_SHOP } from './conformance/broken/deed-fixtures.js'
export type { Broken as ConformanceBroken } from './conformance/broken/makers.js'
export { HONEST_RULES } from './conformance/broken/rule-fixtures.js'
export { BROKEN_IN_SHOP } from './conformance/broken/shop-fixtures.js'
export { soundPlugin, soundSamples } from './conformance/broken/sound.js'
export { BROKEN_AS_WRITTEN } from './conformance/broken/static-fixtures.js'
export { CONFORMANCE_CHECKS, checkGroups, runChecks } from './conformance/catalogue.js'
export type {
  ConformanceCheck,
  ConformanceSubject,
  Verdict as ConformanceVerdict,
} from './conformance/check.types.js'
export { conformPlugin } from './conformance/conform-plugin.js'
export { calmMood, fixturePlugin, type Mood } from './conformance/fixture-plugin.js'
export { neighbour, neighbourSamples } from './conformance/neighbour.js'
export { type Entry as ConformanceEntry, pairsOf, tryPair } from './conformance/pairs.js'
export { sampleConfig, sampleRound } from './conformance/sample-rounds.js'
export type { ConformanceSamples, SampleFacts, SampleSkus } from './conformance/samples.js'
export { conformanceSubject } from './conformance/subject.js'
export { createTestDatabase, type TestDatabase, testServerUrl } from './database.js'
export {
  earningsOf,
  type PromisedPart,
  payeeBalance,
  promiseEarning,
  type SeenEarning,
} from './earnings.js'
export { type BreakableServer, startBreakable } from './faults/breakable-server.js'
export { type Crash, type Crashed, crashPurchase } from './faults/crash-purchase.js'
export { type PurchaseRun, runPurchase } from './faults/purchase-run.js'
export { type Listener, type TappedLine, tapLine, type Verdict } from './faults/tapped-line.js'
export { addTestSku, type NewSku, stockOf, type TestSku } from './goods.js'
export { CATALOGUE_LISTS, catalogueRules, checkCatalogue, listTenantTables } from './guards/catalogue.js'
export type { CatalogueFault, CatalogueLists } from './guards/catalogue.types.js'
export { type Crossing, tryToCross } from './guards/crossings.js'
export { type PlantedRows, plantRows } from './guards/rows.js'
export { type TestJobs, testJobs } from './jobs.js'
export { type LifeStep, type Lived, life, OrderLife } from './life/life.js'
export { LIFE_STEPS_MAX, randomLife } from './life/random-life.js'
export { lookAt, type SeenOrder } from './look.js'
export { askFor, balanceIn, earnFor, makePayee, TEST_IDENTITY } from './payees.js'
export {
  dealWith,
  dealWithOne,
  PAYOUT_DEEDS,
  type PayoutDeed,
  withdrawalsOf,
  withdrawPart,
} from './payout-deeds.js'
export { type AlipayLie, type AlipayPeer, openAlipay } from './peers/alipay.js'
export { type CarrierPeer, openCarrier, TRACKING_STATES, type TrackingState } from './peers/carrier.js'
export type { CashierPeer, LineMode, OpenPayment } from './peers/cashier.js'
export { type MailBox, openMailServer } from './peers/mail-server.js'
export { type MessengerPeer, messengerProvider, openMessenger } from './peers/messenger.js'
export { openPayout, type PayoutPeer, type TransferState } from './peers/payout.js'
export { isSignedByPeer, signForPeer } from './peers/signature.js'
export {
  askPeer,
  type CallbackMode,
  openSignedPeer,
  type PeerAnswer,
  type PeerMode,
  type PeerWork,
  type SignedPeer,
} from './peers/signed-peer.js'
export { openStripe, type StripeLie, type StripePeer } from './peers/stripe.js'
export type { TransfersPeer } from './peers/transfers.js'
export { openWechat, type WechatLie, type WechatPeer } from './peers/wechat.js'
export { POOLED, type PooledSale, pooledPlugin } from './pooled-plugin.js'
export { createTestProduct, productInput, skuInput } from './products.js'
export { type Promoting, promotingPlugin } from './promoting-plugin.js'
export { type Bought, brokenOf, buyAndPay, openPayment, placeOne } from './purchase.js'
export { freePort, type RedisServer, skipWithoutRedis, startRedis } from './redis-server.js'
export { multipartOf, serveRoutes } from './routes.js'
export type { TestCart, Wanted } from './shop/cart.js'
export { CaseDesk, RETURN_ADDRESS } from './shop/case-desk.js'
export { type House, openHouse, openShop, shopIn } from './shop/open-shop.js'
export type { Done, OrderSteps, TestOrder } from './shop/order.js'
export { BUYERS_MAX, type Race, type RaceBuyer } from './shop/race.js'
export type {
  About,
  Answered,
  Asked,
  Buyer,
  Counter,
  Guest,
  Person,
  Shop,
  ShopOptions,
  TestCustomer,
  TestStaff,
} from './shop/shop.types.js'
export type { Whither } from './shop/travel.js'
export { createTestStore, type TestStore } from './store.js'
export { openTill, type Till, type TillOptions } from './till.js'
export { until } from './waiting.js'
