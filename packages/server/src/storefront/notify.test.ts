import { stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import t from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

t.test('she says where she is reached and where she wants offers; an e-mail’s link ends them', async (t) => {
  const shop = await openTestShop(t, [], at)
  const { visitor, customerId } = await shop.member()
  const inShop = <R>(work: Parameters<typeof withTenant<R>>[2]) =>
    withTenant(shop.db, shop.store.storeId, work)
  const page = async () => readable((await visitor.get('/account/notify')).body)
  const post = (fields: Readonly<Record<string, string>>) =>
    visitor.post('/account/notify', new URLSearchParams(fields).toString(), { headers })
  const lastCode = async () => {
    const [row] = await inShop(
      (tx) => tx.sql<{ text: string }[]>`
        select text from messages where tenant_id = ${tx.tenantId} and template = 'email-code' order by id desc limit 1`,
    )
    return /\d{6}/.exec(row?.text ?? '')?.[0] ?? ''
  }

  t.match(await page(), /目前只用站内消息/)
  await inShop(
    (tx) => tx.sql`
      insert into versioned_settings (tenant_id, part, settings, version, updated_at)
      values (${tx.tenantId}, 'messages', ${JSON.stringify({ providers: { sms: 'sandbox', email: 'sandbox', wechat: 'sandbox' } })}::text::jsonb,
              1, ${at})`,
  )
  t.match(await page(), /短信.*邮件.*微信/)

  t.equal((await post({ do: 'email', email: 'mama@example' })).statusCode, 422)
  t.equal((await post({ do: 'email', email: 'mama@example.com\r\nBcc: x@y.zz' })).statusCode, 422)
  t.equal((await post({ do: 'email', email: 'Mama@Example.com' })).statusCode, 303)
  t.match(await page(), /验证码已发到 M\*\*\*@example\.com/)
  t.equal((await post({ do: 'email', email: 'other@example.com' })).statusCode, 422, 'not twice a minute')
  const code = await lastCode()
  const wrong = code === '000000' ? '111111' : '000000'
  t.equal((await post({ do: 'code', code: wrong })).statusCode, 422)
  t.equal((await post({ do: 'code', code })).statusCode, 303)
  t.equal((await post({ do: 'code', code })).statusCode, 422, 'used up')
  t.match(await page(), /M\*\*\*@example\.com/)

  t.equal((await post({ do: 'offers', channel: 'email', wants: 'yes' })).statusCode, 303)
  const wants = () =>
    inShop(async (tx) => {
      const [row] = await tx.sql<{ wants: boolean; by: string }[]>`
        select wants_offers as wants, offers_by as by from message_contacts
         where tenant_id = ${tx.tenantId} and channel = 'email'`
      return row
    })
  t.match(await wants(), { wants: true, by: 'settings' })

  const { keys } = must(await shop.test.directory.byId(shop.store.storeId), 'the store')
  const signature = stores.blindIndex(keys, 'token', `unsubscribe:${customerId}:email`).toString('base64url')
  const link = `/unsubscribe?t=${customerId.slice(4)}.email.${signature}`
  const away = shop.visitor()
  const opened = await away.get(link)
  t.equal(opened.statusCode, 200)
  t.match(await wants(), { wants: true }, 'a scanner that opens every link ends nothing')
  const forged = `${link.slice(0, -2)}xx`
  t.equal((await away.get(forged)).statusCode, 404)
  t.equal((await away.post(forged, 'List-Unsubscribe=One-Click', { headers })).statusCode, 404)
  t.equal((await away.post(link, 'List-Unsubscribe=One-Click', { headers })).statusCode, 200)
  t.match(await wants(), { wants: false, by: 'link' })

  t.equal((await post({ do: 'forget', channel: 'email' })).statusCode, 303)
  t.notMatch(await page(), /example\.com/)
  t.equal((await post({ do: 'wechat' })).statusCode, 303)
  t.match(await page(), /san\*\*\*\*/)
  t.equal((await shop.visitor().get('/account/notify')).statusCode, 303, 'a guest signs in first')
})
