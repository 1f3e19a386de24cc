import { addTestSku, buyAndPay, openTill, placeOne } from '@mamapu/testkit'
import t from 'tap'
import { readFigures } from './index.js'

t.test(
  'a day is the shop’s own, from its midnight to the next; what waits is counted as it stands',
  async (t) => {
    // 23:59 of the third of March in Shanghai.
    const till = await openTill(t, { at: new Date('2026-03-03T15:59:00Z') })
    const { storeId } = till.store
    const scarce = await addTestSku(till.database.db, storeId, till.clock.now(), { priceFen: 1000, stock: 6 })
    const plenty = await addTestSku(till.database.db, storeId, till.clock.now(), { priceFen: 500, stock: 90 })
    const figures = () =>
      readFigures(till.database.db, storeId, { at: till.clock.now(), zone: 'Asia/Shanghai' })
    t.match(await figures(), {
      today: { placed: 0, paid: 0, sales_fen: 0, buyers: 0 },
      waiting: { to_ship: 0, low_stock: 0, ever_sold: false },
    })

    await buyAndPay(till, scarce.skuId)
    await buyAndPay(till, scarce.skuId)
    await buyAndPay(till, plenty.skuId, { phone: '13800009999' })
    const late = await figures()
    t.match(late.today, { placed: 3, paid: 3, sales_fen: 2500, buyers: 2 })
    t.match(late.waiting, { to_ship: 3, unpaid: 0, refunds_failed: 0, low_stock: 1, ever_sold: true })

    till.clock.advance(60_000)
    await placeOne(till, plenty.skuId)
    const next = await figures()
    t.match(next, {
      today: { placed: 1, paid: 0, sales_fen: 0 },
      yesterday: { placed: 3, paid: 3, sales_fen: 2500, buyers: 2 },
      waiting: { unpaid: 1 },
    })
  },
)
