import { invoices, orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { must, newId, toFen } from '@mamapu/kernel'
import { addTestSku, buy } from '@mamapu/testkit'
import t from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n')

t.test('without script: asked for, corrected, withdrawn, asked again, made out, downloaded', async (t) => {
  const shop = await openTestShop(t, [], at)
  const { db, test, store } = shop
  const { storeId } = store
  const { visitor, customerId } = await shop.member()
  const { skuId } = await addTestSku(db, storeId, at)
  const placed = await buy(test, store, skuId, { quantity: 2, customerId })
  if (!placed.placed) throw new Error(placed.code)
  const { orderId, token } = placed
  const url = `/o/${token}/invoice`
  t.match(readable((await visitor.get(url)).body), /没有可以开票的金额/, 'not paid yet')
  await pay(orderId)
  t.match((await visitor.get(`/o/${token}`)).body, new RegExp(`href="${url}"`), 'one tap from the order')
  t.match(readable((await visitor.get(url)).body), /发票金额.*个人.*单位.*发票抬头.*税号.*接收邮箱/)
  const post = (path: string, said: Record<string, string>) =>
    visitor.post(path, new URLSearchParams(said).toString(), { headers })
  const said = { kind: 'company', title: '小满<b>公司', taxNumber: '123', email: 'fp@example.com' }
  const wrong = await post(url, said)
  t.equal(wrong.statusCode, 422)
  t.match(readable(wrong.body), /税号不对/)
  t.match(wrong.body, /小满&lt;b&gt;公司/, 'what was typed stays, as text')
  const asked = await post(url, { ...said, taxNumber: '91350100m000100y43' })
  t.match(asked.headers.location, /notice=invoice_asked/)
  t.match(readable((await visitor.get(url)).body), /正在开票.*撤回申请/)
  t.equal((await shop.visitor().get(url)).statusCode, 403, 'nobody else sees it')
  t.match((await post(`${url}/withdraw`, {})).headers.location, /notice=invoice_withdrawn/)
  t.match((await post(`${url}/withdraw`, {})).headers.location, /notice=INVOICE_STATE/)
  await post(url, { kind: 'personal', title: '林小满', taxNumber: '', email: 'lin@example.com' })
  const snapshot = must(await test.directory.refresh(storeId), 'the store')
  const open = (await invoices.invoicesOf(test.app, snapshot, orderId)).find(({ state }) => state === 'asked')
  const id = must(open, 'one is asked for').id
  const act = { id, actor: 'stf_test', at }
  await invoices.keepPaper(test.app, snapshot, { ...act, bytes: PDF })
  t.match((await visitor.get(`${url}.pdf`)).headers.location, /INVOICE_NOT_FOUND/, 'not before it is issued')
  await invoices.actOnInvoice(test.app, snapshot, { ...act, act: 'issue', number: '2431', link: '' })
  t.match(readable((await visitor.get(url)).body), /发票已开好.*林\*\*.*2431.*下载发票 PDF/)
  const paper = await visitor.get(`${url}.pdf`)
  t.same([paper.statusCode, paper.body], [200, PDF.toString()])
  t.match(paper.headers, {
    'content-disposition': /attachment/,
    'x-content-type-options': 'nosniff',
    'content-type': 'application/pdf',
  })

  async function pay(id: typeof orderId): Promise<void> {
    const paymentId = newId('pay', at)
    const order = must(await withTenant(db, storeId, (tx) => orders.findOrder(tx, id)), 'the order')
    const amountFen = toFen(order.payableFen)
    await withTenant(db, storeId, (tx) =>
      payments.insertPayment(tx, {
        id: paymentId,
        orderId: id,
        provider: 'sandbox',
        amountFen,
        expiresAt: at,
        at,
      }),
    )
    await orders.settlePayment(test.app, storeId, { paymentId, transactionId: paymentId, amountFen }, at)
  }
})
