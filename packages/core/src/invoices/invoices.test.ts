import { later } from '@mamapu/kernel'
import { multipartOf, openMailServer, openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { smtpProvider } from '../notifications/index.js'
import { isPdf, readEmail, readTaxNumber } from './invoice.rules.js'

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

/** The text of an e-mail in base64 or as it is. */
const textOf = (raw = '') =>
  raw
    .split(/\r\n--[^\r\n]+/)
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n')
      const text = body.join('\r\n\r\n')
      if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString()
      return text
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    })
    .join('\n')

async function open(t: Test) {
  const mail = await openMailServer(t)
  const smtp = smtpProvider({
    resolve: async () => [{ address: '127.0.0.1' }],
    isAllowed: () => true,
    ports: [mail.port],
    timeoutMs: 5000,
  })
  const shop = await openShop(t, { messengers: [smtp] })
  const owner = await shop.owner()
  const { user, password } = mail
  const fields = {
    host: 'mail.example',
    port: String(mail.port),
    user,
    password,
    from: 'shop@mili.example',
    plain: '1',
  }
  const put = (path: string, body: object) => shop.console('PUT', `/messages/${path}`, owner, { body })
  t.equal((await put('providers/email/smtp', { fields })).status, 204)
  const { settings, version } = (await shop.console('GET', '/messages/setup', owner)).json as never
  const providers = { ...(settings as { providers: object }).providers, email: 'smtp' }
  t.equal((await put('setup', { version, settings: { ...(settings as object), providers } })).status, 204)
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
  return { shop, owner, mail, buy, act, told }
}

const company = { kind: 'company', title: '小满科技有限公司', taxNumber: COMPANY, email: 'fp@example.com' }
const personal = { kind: 'personal', title: '林小满', email: 'lin@example.com' }

t.test(
  'asked for, issued over what is kept, flagged red by a refund; refused, asked again, withdrawn',
  async (t) => {
    const { shop, owner, mail, buy, act, told } = await open(t)
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
    const file = `/invoices/${asked?.id}/file`
    const keep = (data: Buffer, type = 'application/pdf', who = owner) =>
      shop.console('POST', file, who, multipartOf([{ name: 'fapiao.pdf', type, data }]))
    t.match(await shop.console('POST', file, owner, { body: {} }), { status: 415 }, 'no form')
    t.match(await shop.console('POST', file, owner, multipartOf([], { a: '1' })), {
      json: { code: 'INVOICE_PDF' },
    })
    t.match(await keep(Buffer.from('<html>')), { status: 415, json: { code: 'INVOICE_PDF' } }, 'by its bytes')
    t.match(await keep(Buffer.concat([PDF, Buffer.alloc(2_000_000), PDF])), {
      status: 413,
      json: { code: 'INVOICE_PDF_LARGE' },
    })
    t.equal((await keep(PDF, 'application/pdf', await shop.staff('clerk'))).status, 403)
    t.match(await shop.console('GET', file, owner), { status: 404, json: { code: 'INVOICE_NOT_FOUND' } })
    const paper = () => shop.shop('GET', `${path}/invoice.pdf`, customer)
    t.equal((await keep(PDF, 'text/plain')).status, 204, 'what it is declared as says nothing')
    t.equal((await paper()).status, 404, 'kept, and not yet issued')
    t.equal((await act(asked?.id, 'issue', { number: '24312000000012345678' })).status, 204)
    t.match(await act(asked?.id, 'issue', { number: '2' }), { status: 409, json: { code: 'INVOICE_STATE' } })
    t.match((await mine())[0], { state: 'issued', number: '24312000000012345678', hasFile: true })
    t.match(await paper(), { status: 200, text: PDF.toString() })
    const opened = await shop.console('GET', file, owner)
    t.match(opened, { status: 200, text: PDF.toString(), headers: { 'cache-control': 'no-store' } })
    t.match(opened.headers['content-disposition'], /^attachment/)
    const reads = await shop.database.admin<{ actor: string }[]>`
      select actor from audit_log where action = 'invoice.paper_read' and subject = ${String(asked?.id)}`
    t.equal(reads.length, 1, 'staff who open it are written down, the buyer is not')
    await shop.runDue()
    t.same(
      mail.mails.map(({ to }) => to),
      [['fp@example.com']],
      'one e-mail, to the address she gave',
    )
    const said = textOf(mail.mails[0]?.raw)
    t.match(said, /24312000000012345678/)
    t.match(said, new RegExp(`/o/${await order.token()}`), 'with the link of the order')
    const plain = await shop.database.admin<{ row: string }[]>`
      select row_to_json(m)::text as row from messages m where template = 'invoice-mail'`
    t.equal(plain.length, 1)
    t.notMatch(plain[0]?.row, /fp@example|\/o\//, 'neither address nor link lies about')
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
    t.same(await told(), ['invoice-issued', 'invoice-mail', 'invoice-refused'], 'she is told')
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
