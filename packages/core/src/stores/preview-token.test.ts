import { randomBytes } from 'node:crypto'
import { DAY, later, newId } from '@mamapu/kernel'
import t from 'tap'
import { type PreviewLook, previewOf, previewToken, readPreview, storeKeys } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const secret = randomBytes(32)
const makeStore = () => ({ storeId: newId('sto', at), keys: storeKeys(secret, randomBytes(32)) })
const look: PreviewLook = {
  at: '2026-11-25T02:00:00.000Z',
  level: { rank: 3, name: '超级 VIP', code: 'svip' },
  tags: ['双十一'],
  isMember: true,
  isNew: false,
  drafts: Array.from({ length: 20 }, () => newId('cmp', at)),
}

t.test('a preview opens its own shop for a day, and nothing that was changed opens', async (t) => {
  const store = makeStore()
  for (const shown of [null, look]) {
    const { token, expiresAt } = previewToken(store, { look: shown, at })
    t.same(readPreview(store, token, later(at, DAY - 1)), { expiresAt, look: shown })
    t.same(previewOf(store, `a=b; mamapu-preview=${token}`, at)?.look, shown)
    t.equal(readPreview(store, token, later(at, DAY)), null, 'over')
    t.equal(readPreview(makeStore(), token, at), null, 'another shop')
    t.equal(readPreview({ ...store, storeId: newId('sto', at) }, token, at), null, 'another id')
    const [payload = '', signature = ''] = token.split('.')
    const forged = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace('"exp":1', '"exp":9'),
    ).toString('base64url')
    for (const bad of [
      '',
      '.',
      token.slice(1),
      `${forged}.${signature}`,
      `${token}x`,
      token.replace('.', ''),
      `${'a'.repeat(3600)}.${signature}`,
    ])
      t.equal(readPreview(store, bad, at), null, bad.slice(0, 40))
  }
})

t.test('the largest look there is still opens', async (t) => {
  const store = makeStore()
  const largest = {
    ...look,
    level: { rank: 100, name: '级'.repeat(30), code: 'l'.repeat(40) },
    tags: Array.from({ length: 10 }, () => '签'.repeat(40)),
  }
  const { token } = previewToken(store, { look: largest, at })
  t.same(previewOf(store, `mamapu-preview=${token}`, at)?.look, largest)
})
