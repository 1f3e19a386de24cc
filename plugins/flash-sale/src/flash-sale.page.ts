import { asId } from '@mamapu/kernel'
import type { GoodsView, PlannedRound } from '@mamapu/plugin-sdk'
import type { FlashSaleConfig } from './flash-sale.config.js'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { page } from './flash-sale.mechanic.js'
import { remindersOf } from './flash-sale.queries.js'
import { roundsAround } from './flash-sale.rounds.js'
import { buyUrl, counters, PAGE, prepareUrl, remindUrl } from './flash-sale.slots.js'

/** How far the page looks back for its bulletin, and ahead. */
const DAYS = { back: 2, ahead: 7 }
/** Of coming rounds, and of past ones; everything that runs is shown. */
const ROUNDS_MAX = 12
const ITEMS_MAX = 200

type Round = PlannedRound<FlashSaleConfig>

/** Today's rounds: running ones to buy, coming ones to be reminded of, past ones with what became of them. */
export const salePage = page({
  name: 'sale',
  title: { 'zh-CN': '限时秒杀', en: 'Flash sale' },
  block: 'sale',
  async data({ campaigns, goods, quotas, prepared, tx, customer, at }) {
    const { running, coming, ended } = await roundsAround(campaigns, at, DAYS)
    const rounds = [
      ...running,
      ...coming.filter(({ state }) => state === 'announced').slice(0, ROUNDS_MAX),
      ...coming.filter(({ state }) => state === 'paused').slice(0, ROUNDS_MAX),
      ...ended.slice(0, ROUNDS_MAX),
    ]
    const items = rounds
      .flatMap((sale) => sale.config.items.map((item) => ({ sale, item })))
      .slice(0, ITEMS_MAX)
    const ids = items.map(({ item }) => asId('sku', item.skuId))
    const found = new Map((await goods.find([...new Set(ids)])).map((one) => [one.skuId as string, one]))
    const taken = await quotas.read(QUOTA.units, items.map(counterOf))
    const asked = new Set(customer ? await remindersOf(tx, customer.id) : [])
    const ready = new Map(
      (await prepared.mine()).map((one) => [`${one.campaignId}/${one.round}/${one.skuId}`, one]),
    )
    const show = (sale: Round) => ({
      anchor: `r${sale.round}-${sale.id.slice(-6)}`,
      label: sale.label,
      isRunning: sale.state === 'running',
      startsAt: sale.startsAt.toISOString(),
      endsAt: sale.endsAt.toISOString(),
      isAsked: asked.has(`${sale.id}/${sale.round}`),
      items: items
        .filter((one) => one.sale === sale)
        .map((one) => ({
          ...goodsOf(found.get(one.item.skuId)),
          priceFen: one.item.priceFen,
          units: one.item.units,
          sold: taken.get(counterOf(one))?.taken ?? 0,
          counters: counters([one]),
          showProgress: sale.config.showProgress,
          remindUrl: remindUrl(one),
          buyUrl: buyUrl(one.item.skuId),
          prepareUrl: prepareUrl(one.item.skuId),
          ready: ready.get(`${sale.id}/${sale.round}/${one.item.skuId}`) ?? null,
        })),
    })
    const of = (state: Round['state']) =>
      rounds.filter((sale) => sale.state === state && items.some((one) => one.sale === sale)).map(show)
    const [now, soon] = [of('running'), of('announced')]
    const tabs = [...now, ...soon]
    return {
      tabs: tabs.length > 1 ? tabs : [],
      running: now,
      soon,
      paused: of('paused'),
      ended: of('ended'),
      path: PAGE,
    }
  },
})

function goodsOf(found: GoodsView | undefined) {
  return {
    title: found?.title ?? '',
    option: found?.optionText ?? '',
    url: found?.path ?? '/',
    picture: found?.picture ?? null,
    everydayFen: found?.priceFen ?? 0,
  }
}
