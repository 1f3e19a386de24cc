import { randomBytes } from 'node:crypto'
import t from 'tap'
import {
  hashDoor,
  hashLastFour,
  hashPhone,
  hashToken,
  maskName,
  maskPhone,
  newToken,
  normalizePhone,
  seal,
  sealJson,
  storeKeys,
  unseal,
  unsealJson,
} from './index.js'

const secret = randomBytes(32)
const keys = storeKeys(secret, randomBytes(32))
const others = storeKeys(secret, randomBytes(32))

t.test('what one store sealed only that store opens, and only unchanged', async (t) => {
  const address = { name: '王小米', phone: '13800001234', street: '幸福路 1 号 🍼' }
  const sealed = sealJson(keys, address)
  t.same(unsealJson(keys, sealed), address)
  t.notMatch(sealed.toString('latin1'), '13800001234')
  t.notSame(sealJson(keys, address), sealed, 'never twice the same bytes')
  t.throws(() => unseal(others, sealed))
  for (const index of [0, 1, 13, 29, sealed.length - 1]) {
    const bent = Buffer.from(sealed)
    bent.writeUInt8(bent.readUInt8(index) ^ 1, index)
    t.throws(() => unseal(keys, bent), `byte ${index}`)
  }
  t.throws(() => unseal(keys, sealed.subarray(0, 20)))
  t.equal(unseal(keys, seal(keys, '')), '')
})

t.test('keyed hashes join within a store and nowhere else', async (t) => {
  t.same(hashPhone(keys, '13800001234'), hashPhone(keys, '13800001234'))
  t.notSame(hashPhone(keys, '13800001234'), hashPhone(others, '13800001234'))
  t.notSame(hashPhone(keys, '13800001234'), hashToken(keys, '13800001234'), 'one purpose, one key')
  t.notSame(hashLastFour(keys, '13800001234', 'ord_1'), hashLastFour(keys, '13800001234', 'ord_2'))
  t.same(hashLastFour(keys, '13800001234', 'ord_1'), hashLastFour(keys, '13911111234', 'ord_1'))
  t.equal(newToken().length, 43)
})

t.test('a door has one spelling', async (t) => {
  const door = (street: string) => hashDoor(keys, { regionCode: '310104', street }).toString('hex')
  for (const street of ['漕溪路 88 号-3 室', '漕溪路８８号3室', '漕溪路88号\u200b3室', '漕溪路88号🍼3室＋'])
    t.equal(door(street), door('漕溪路88号3室'), street)
  t.not(door('漕溪路88号4室'), door('漕溪路88号3室'))
})

t.test('a phone has one spelling', async (t) => {
  const cases: [string, string | null][] = [
    ['13800001234', '13800001234'],
    [' 138-0000 1234 ', '13800001234'],
    ['+86 138 0000 1234', '13800001234'],
    ['8613800001234', '13800001234'],
    ['13800001234', '13800001234'],
    ['+85291234567', '+85291234567'],
    ['12800001234', null],
    ['1380000123', null],
    ['+8612345', null],
    ['', null],
    ['9'.repeat(400), null],
    ['1e10', null],
  ]
  for (const [given, wanted] of cases) t.equal(normalizePhone(given), wanted, given.slice(0, 20))
  t.equal(maskPhone('13800001234'), '138****1234')
  t.equal(maskName('王小米'), '王**')
  t.equal(maskName(''), '')
})
