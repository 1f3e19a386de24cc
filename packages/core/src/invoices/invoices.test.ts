import { later, must } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { InvoiceId } from './invoice.queries.js'
import { isPdf, readEmail, readTaxNumber } from './invoice.rules.js'
import { keepPaper } from './invoices.js'

t.setTimeout(60_000)

const COMPANY = '91350100M000100Y43'
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n')

t.test('tax numbers by their check letter, papers by their bytes', (t) => {
  t.equal(readTaxNumber(COMPANY), COMPANY)
  t.equal(readTaxNumber(' 91350100m000100y43 '), COMPANY)
  for (const wrong of [
    '91350100M000100Y44',
    '91350100M000100Y4',
    'I1350100M000100Y43',
    '',
    '9135010OM000100Y43',
  ])
    t.equal(readTaxNumber(wrong), null, wrong)
  for (const [at, letter] of [...COMPANY].entries()) {
    const other = letter === '7' ? '8' : '7'
    t.equal(
      readTaxNumber(COMPANY.slice(0, at) + other + COMPANY.slice(at + 1)),
      null,
      `a typing error at ${at}`,
    )
  }
  t.same([readEmail('a@b.cn'), readEmail('a@b'), readEmail('<x>@b.cn')], ['a@b.cn', null, null])
  t.same(
    [isPdf(PDF), isPdf(Buffer.from('<html>%PDF-%%EOF')), isPdf(PDF.subarray(0, 12))],
    [true, false, false],
  )
  t.end()
})

async function open(t: Test) {
  const shop = await openShop(t)
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 5000 })
  const buy = async () => {
    const customer = await shop.customer()
    const order = await shop.cart([sku, 2]).by(customer).order()
    const path = `/api/store/v1/orders/${await order.token()}`
    const ask = (body: object) => shop.shop('POST', `${path}/invoices`, customer, { body })
    const mine = async () =>
      (await shop.shop('GET', `${path}/invoices`, customer)).json.invoices as Record<string, unknown>[]
    return { customer, order, path, ask, mine }
  }
  const act = (id: unknown, what: string, body: object) =>
    shop.console('POST', `/invoices/${id}/${what}`, owner, { body })
  const told = async () =>
    (
      await shop.database.admin<{ template: string }[]>`
        select template from messages where template like 'invoice-%' order by template`
    ).map(({ template }) => template)
  return { shop, owner, buy, act, told }
}

const company = { kind: 'company', title: '小满科技有限公司', taxNumber: COMPANY, email: 'fp@example.com' }
const personal = { kind: 'personal', title: '林小满', email: 'lin@example.com' }

t.test(
  'asked for, issued over what is kept, flagged red by a refund; refused, asked again, withdrawn',
  async (t) => {
    const { shop, owner, buy, act, told } = await open(t)
    const { customer, order, path, ask, mine } = await buy()
    t.match(await ask(company), { status: 409, json: { code: 'ORDER_STATE' } }, 'nothing is paid yet')
    await order.pay()
    await order.refund(1)
    t.match(await ask({ ...company, taxNumber: '123' }), {
      status: 400,
      json: { code: 'INVOICE_TAX_NUMBER' },
    })
    const taps = await Promise.all([ask(company), ask(company), ask(company)])
    t.same(taps.map(({ status }) => status).sort(), [204, 409, 409], 'three taps, one invoice')
    const [asked] = await mine()
    t.match(asked, { state: 'asked', amount: { amount: 5000 } })
    const sealed = await shop.database.admin<
      { row: string }[]
    >`select row_to_json(i)::text as row from invoices i`
    t.notMatch(sealed[0]?.row, /fp@example|91350100/, 'neither number nor mail lies about')
    t.match((await shop.console('GET', `/invoices/${asked?.id}`, owner)).json, {
      buyer: { taxNumber: COMPANY, email: 'fp@example.com' },
    })
    t.equal(
      (await shop.database.admin`select 1 from audit_log where action = 'invoice.buyer_read'`).length,
      1,
    )

    t.match(await act(asked?.id, 'redden', { number: '1' }), { status: 409, json: { code: 'INVOICE_STATE' } })
    const store = must(await shop.snapshot(), 'the shop')
    const keep = (bytes: Buffer) =>
      keepPaper(shop.app, store, {
        id: String(asked?.id) as InvoiceId,
        actor: 'test',
        at: shop.clock.now(),
        bytes,
      })
    t.match(await keep(Buffer.from('<html>')), { code: 'INVOICE_PDF' })
    t.match(await keep(Buffer.alloc(2_000_001)), { code: 'INVOICE_PDF_LARGE' })
    const paper = () => shop.shop('GET', `${path}/invoice.pdf`, customer)
    t.equal((await keep(PDF)).done, true)
    t.equal((await paper()).status, 404, 'kept, and not yet issued')
    t.equal((await act(asked?.id, 'issue', { number: '24312000000012345678' })).status, 204)
    t.match(await act(asked?.id, 'issue', { number: '2' }), { status: 409, json: { code: 'INVOICE_STATE' } })
    t.match((await mine())[0], { state: 'issued', number: '24312000000012345678', hasFile: true })
    t.match(await paper(), { status: 200, text: PDF.toString() })
    const stranger = await shop.customer()
    for (const at of ['invoices', 'invoice.pdf'])
      t.not((await shop.shop('GET', `${path}/${at}`, stranger)).status, 200, 'nobody else')
    const neighbour = await shop.neighbour()
    const theirs = await shop.console(
      'GET',
      `/invoices/${asked?.id}`,
      await shop.owner(neighbour),
      {},
      neighbour,
    )
    t.equal(theirs.status, 404)

    await order.refund(1)
    await shop.deliver()
    const red = async () => (await shop.console('GET', '/invoices?state=red', owner)).json.items
    t.match(await red(), [{ needsRed: true }])
    t.match(await ask(company), { json: { code: 'INVOICE_NOTHING' } }, 'nothing is kept')
    t.equal((await act(asked?.id, 'redden', { number: 'R1' })).status, 204)
    t.same(await red(), [])
    const news = await shop.database.admin<{ key: string }[]>`
    select split_part(key, ':', 2) as key from staff_notices where source = 'invoices' order by 1`
    t.same(news, [{ key: 'asked' }, { key: 'red' }])

    const other = await buy()
    await other.order.pay()
    await other.ask(personal)
    const [first] = await other.mine()
    t.equal(first?.title, '林**')
    await act(first?.id, 'refuse', { reason: '抬头写错了' })
    t.match((await other.mine())[0], { state: 'refused', reason: '抬头写错了' })
    t.same(await told(), ['invoice-issued', 'invoice-refused'], 'she is told')
    shop.clock.set(later(shop.clock.now(), 1000))
    t.equal((await other.ask(personal)).status, 204)
    const withdraw = () => shop.shop('POST', `${other.path}/invoices/withdraw`, other.customer, { body: {} })
    t.equal((await withdraw()).status, 204)
    t.match(await withdraw(), { status: 409, json: { code: 'INVOICE_STATE' } })
    shop.clock.set(later(shop.clock.now(), 1000))
    t.equal((await other.ask(personal)).status, 204)
    await other.order.refund()
    await shop.deliver()
    t.equal((await other.mine())[0]?.state, 'withdrawn', 'what nothing is left of needs none')
  },
)
