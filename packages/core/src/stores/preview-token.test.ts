import { randomBytes } from 'node:crypto'
import { DAY, later } from '@mamapu/kernel'
import t from 'tap'
import { isPreviewToken, previewToken, storeKeys } from './index.js'

t.test('a preview opens its own shop for a day, and nothing that was changed opens', async (t) => {
  const at = new Date('2026-03-04T02:00:00Z')
  const secret = randomBytes(32)
  const keys = storeKeys(secret, randomBytes(32))
  const token = previewToken(keys, at)
  t.ok(isPreviewToken(keys, token, later(at, DAY - 1)))
  t.notOk(isPreviewToken(keys, token, later(at, DAY)))
  t.notOk(isPreviewToken(storeKeys(secret, randomBytes(32)), token, at), 'another shop')
  for (const bad of ['', '.', token.slice(1), `9${token.slice(1)}`, `${token}x`, token.replace('.', '')])
    t.notOk(isPreviewToken(keys, bad, at), bad)
})
