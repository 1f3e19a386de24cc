import { checkBlocks, conformPlugin, openShop, type Shop, type TestCustomer } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'
import { termsHash } from './people/terms.js'
import { DEFAULT_TERMS } from './people/terms.words.js'

t.setTimeout(120_000)

conformPlugin(t, plugin, samples)
t.test('its blocks look as they did in every theme and language', async (t) =>
  t.same(checkBlocks(plugin), []),
)

/** Somebody who has applied and was approved, with the code of her link. */
async function seller(shop: Shop): Promise<TestCustomer & { readonly link: string }> {
  const [who, owner] = [await shop.customer(), await shop.owner()]
  const body = { nickname: '小满妈妈', terms: termsHash(DEFAULT_TERMS), agrees: true }
  await shop.shop('POST', '/api/store/v1/x/distributor/apply', who, { body })
  const [person] = (await shop.console('GET', '/x/distributor/people', owner)).json['items'] as {
    id: string
  }[]
  const approved = await shop.console('POST', `/x/distributor/people/${person?.id}/approve`, owner)
  if (approved.status !== 200) throw new Error(approved.text)
  const [row] = await shop.database.admin<
    { link: string }[]
  >`select link_code as link from distributor_people`
  return { ...who, link: row?.link ?? '' }
}

t.test('分享赚: her link to any page of the shop, text and posters', async (t) => {
  const shop = await openShop(t, { plugins: [plugin], at: new Date('2026-03-04T02:00:00Z') })
  const sku = await shop.sku({ priceFen: 9900, stock: 1000, title: '纯棉连体衣' })
  const anna = await seller(shop)
  const page = async (name: string, who: TestCustomer, query: Record<string, string> = {}) => {
    const found = await shop.page(name, who, query)
    if (!found.found) throw new Error(found.reason)
    return found.data as Record<string, never>
  }
  const [goods] = await shop.database.admin<
    { slug: string }[]
  >`select slug from products where id = ${sku.productId.slice(4)}`
  const shared = await page('share', anna, { s: sku.skuId })
  const url = `http://${shop.store.slug}.localhost:3000/s/${anna.link}/p/${goods?.slug}`
  t.match(shared, { address: url, title: '纯棉连体衣', posters: [] })
  t.match(shared['text'], /^【广告】纯棉连体衣，现在 ¥99\.00/)
  const gift = '/x/coupons/gift?g=abcdefghij0123456789'
  const pasted = await page('share', anna, { to: `http://${shop.store.slug}.localhost:3000${gift}` })
  t.match(pasted, { address: `http://${shop.store.slug}.localhost:3000/s/${anna.link}${gift}` })
  t.match(pasted, { title: '送你优惠券红包', text: /^【广告】送你一个优惠券红包/ })
  for (const to of ['//evil.example', 'https://evil.example/p/x', '没有链接', '/s/22222222'])
    t.match(await page('share', anna, { to }), { isKnown: false }, to)
  const ofFriend = `【广告】我自己在用：http://${shop.store.slug}.localhost:3000/s/${anna.link}/p/${goods?.slug}（广告）`
  t.match(await page('share', anna, { to: ofFriend }), { address: url, title: '纯棉连体衣', priceFen: 9900 })
  t.match(await page('share', await shop.customer()), { isOne: false })
  const drawn = await shop.shop('POST', '/api/store/v1/x/distributor/posters', anna, {
    body: { s: sku.skuId },
  })
  t.match(drawn, { status: 201, json: { posters: 4 } })
  const { posters } = await page('share', anna, { s: sku.skuId })
  t.match(posters, [
    { title: '朋友圈 3:4' },
    { title: '聊天 5:4' },
    { title: '方图 1:1' },
    { title: '长图 9:16' },
  ])
  const qr = async (path: string) => (await shop.shop('GET', path, null)).text
  t.not(
    await qr(String(shared['qrUrl'])),
    await qr(`/s/${anna.link}.svg`),
    'its QR code leads to the product',
  )
})
