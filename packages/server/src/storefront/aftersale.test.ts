import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { aftersale, orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, later, must, newId, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import { addTestSku, buy, multipartOf } from '@mamapu/testkit'
import sharp from 'sharp'
import t from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const actor = 'stf_test'
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

t.test(
  'without script: asked for with a picture, refused, asked again, agreed, sent back, refunded',
  async (t) => {
    const shop = await openTestShop(t, [], at)
    const { db, test, store, clock } = shop
    const { storeId } = store
    const { visitor, customerId } = await shop.member()
    const { skuId } = await addTestSku(db, storeId, at)
    const placed = await buy(test, store, skuId, { quantity: 2, customerId })
    if (!placed.placed) throw new Error(placed.code)
    const { orderId, token } = placed
    const url = `/o/${token}/aftersale`
    t.match(readable((await visitor.get(url)).body), /没有可以申请售后的商品/, 'not paid yet')
    await pay(orderId)
    const own = await visitor.get(`/o/${token}`)
    t.match(own.body, new RegExp(`href="${url}"`), 'one tap from the order')
    for (const { headers: said } of [own, await visitor.get(url), await visitor.get(`/o/${token}/invoice`)])
      t.equal(said['referrer-policy'], 'same-origin', 'no other site learns a link that opens an order')
    t.match(
      readable((await visitor.get(url)).body),
      /还没发货，我要退款.*不想要了/,
      'one way: its form at once',
    )
    await ship(orderId)

    const choose = await visitor.get(url)
    t.match(readable(choose.body), /退货退款.*换货.*仅退款/)
    const form = await visitor.get(`${url}?want=return`)
    t.match(readable(form.body), /云朵连体衣.*七天无理由/)
    const lineId = must(/name="units_(lin_[0-9a-f]{32})"/.exec(form.body)?.[1], 'a line')
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#a3c' } })
      .png()
      .toBuffer()
    const send = (said: Record<string, string>, files: Parameters<typeof multipartOf>[0], path = url) => {
      const { payload, headers: type } = multipartOf(files, said)
      return visitor.post(path, payload, { headers: { ...type, 'sec-fetch-site': 'same-origin' } })
    }
    const fields = { want: 'return', [`units_${lineId}`]: '1', reason: 'quality', text: '<b>线头</b>' }
    const kept = async () =>
      (await readdir(join(test.app.dataDir, 'media', uuidOf(storeId)), { recursive: true }).catch(() => []))
        .length
    const file = { name: 'a.png', type: 'image/png', data: picture }
    const empty = await send({ ...fields, [`units_${lineId}`]: '0' }, [file])
    t.equal(await kept(), 0, 'a picture without a case is not kept')
    t.equal(empty.statusCode, 422)
    t.match(readable(empty.body), /请选择要售后的商品和数量/)
    t.match(empty.body, /&lt;b&gt;线头/, 'what was typed stays, as text')
    const lie = await send(fields, [{ name: 'a.png', type: 'image/png', data: Buffer.from('<svg/>') }])
    t.equal(lie.statusCode, 422)
    const asked = await send(fields, [file])
    t.equal(asked.statusCode, 303)
    t.ok(await kept())
    const page = must(asked.headers.location, 'a page').toString().split('?')[0] as string
    const seen = await visitor.get(page)
    t.match(readable(seen.body), /等商家处理.*没答复就自动同意.*质量有问题.*线头/)
    t.match(seen.body, /\/media\/[0-9a-f]{64}-/, 'with her picture')
    t.equal((await shop.visitor().get(page)).statusCode, 303, 'nobody else sees it')

    const id = page.split('/').at(-1) as `asc_${string}`
    const snapshot = must(await test.directory.refresh(storeId), 'the store')
    const inShop = <T>(
      work: (
        tx: Parameters<Parameters<typeof withTenant>[2]>[0],
        ground: ReturnType<typeof aftersale.groundOf>,
      ) => Promise<T>,
    ) => withTenant(db, storeId, (tx) => work(tx, aftersale.groundOf(test.app, snapshot)))
    await inShop((tx, ground) =>
      aftersale.refuseCase(tx, ground, id, { actor, note: '请说明哪里', at: clock.now() }),
    )
    t.match(readable((await visitor.get(page)).body), /商家没有同意.*再申请一次.*请说明哪里/)
    const post = (name: string, said: Record<string, string>) =>
      visitor.post(`${page}/${name}`, new URLSearchParams(said).toString(), { headers })
    t.match(
      (await post('send', { carrier: '圆通', tracking: 'YT1' })).headers.location,
      /notice=CASE_TRACKING/,
    )
    const again = (said: Record<string, string>, data = picture) =>
      send(said, [{ ...file, data }], `${page}/escalate`)
    const unread = await again({ note: '袖口' }, Buffer.from('<svg/>'))
    t.match(unread.headers.location, /notice=CASE_PICTURE/)
    await again({ note: '袖口' })
    const twice = (await visitor.get(page)).body
    t.match(readable(twice), /已再次申请/)
    t.equal(twice.match(/class="proof"/g)?.length, 2, 'her second picture is there')
    t.match((await again({ note: '再来' })).headers.location, /notice=CASE_STATE/, 'once')
    await withTenant(db, storeId, (tx) =>
      aftersale.saveAftersaleSettings(tx, snapshot.keys, {
        version: 0,
        settings: aftersale.DEFAULT_AFTERSALE_SETTINGS,
        addresses: [
          {
            name: '仓库',
            phone: '057188880000',
            region: '浙江杭州',
            street: '退货路 9 号',
            hint: '请勿到付',
          },
        ],
        at,
      }),
    )
    await inShop((tx, ground) =>
      aftersale.acceptCase(tx, ground, id, { action: 'accept', actor, at: clock.now() }),
    )
    t.match(readable((await visitor.get(page)).body), /请寄回商品.*仓库 057188880000.*退货路 9 号.*请勿到付/)
    await post('send', { carrier: '圆通', tracking: 'YT123456789' })
    t.match(readable((await visitor.get(page)).body), /已寄回，等商家收货.*YT123456789/)
    await inShop((tx, ground) => aftersale.arriveCase(tx, ground, id, { actor, at: clock.now() }))
    await inShop((tx, ground) =>
      aftersale.inspectCase(tx, ground, id, {
        action: 'pass',
        lines: null,
        note: '',
        actor,
        at: clock.now(),
      }),
    )
    t.match(readable((await visitor.get(page)).body), /退款成功.*原路退回/)
    for (let n = 0; n < 16; n += 1) await send({ ...fields, reason: 'none' }, [])
    t.match(readable((await send(fields, [file])).body), /操作太频繁了/)
    clock.set(later(at, 60 * DAY))
    t.match(readable((await visitor.get(url)).body), /退款成功/, 'her cases stay there')

    async function pay(of: OrderId) {
      const paymentId = newId('pay', at)
      await withTenant(db, storeId, async (tx) => {
        const [row] = await tx.sql<
          { fen: number }[]
        >`select payable_fen as fen from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(of)}`
        const amountFen = toFen(Number(row?.fen))
        await payments.insertPayment(tx, {
          id: paymentId,
          orderId: of,
          provider: 'sandbox',
          amountFen,
          expiresAt: at,
          at,
        })
        return amountFen
      }).then((amountFen) =>
        orders.settlePayment(test.app, storeId, { paymentId, transactionId: paymentId, amountFen }, at),
      )
    }
    async function ship(of: OrderId) {
      const parcel = { orderId: of, carrier: '顺丰', trackingNumber: 'SF1', actor, at }
      await orders.shipOrder(test.app, storeId, parcel)
      await orders.receiveOrder(test.app, storeId, { orderId: of, actor: 'shopper', at })
    }
  },
)
