import t from 'tap'
import { isNobody } from './link.rules.js'
import { newCode, pathIn, readCode, readTarget } from './link-address.js'

t.test('codes, targets and who opens', (t) => {
  const codes = Array.from({ length: 500 }, newCode)
  t.ok(codes.every((code) => readCode(code) === code && readCode(code.toUpperCase()) === code))
  t.equal(new Set(codes).size, 500)
  for (const text of ['', '1234567', 'abcdefg0', 'abcdefgl', 'abcdefgh9', '../../etc', '{{'])
    t.equal(readCode(text), null, text)
  for (const target of ['/', '/p/duck', '/c/3?sort=new#top', '/x/points/mine'])
    t.equal(readTarget(target), target)
  t.equal(readTarget('/a/../p/duck'), '/p/duck', 'as a browser reads it')
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:1',
  ]
  for (const target of [
    ...elsewhere,
    '/s/abcdefgh',
    '/api/x',
    '/a/..//evil.example',
    '/%0d%0a\n',
    '',
    undefined,
  ])
    t.equal(readTarget(target), null, String(target))
  const origin = 'http://mili.localhost:3000'
  for (const [pasted, path] of [
    [' /p/duck?a=1 ', '/p/duck?a=1'],
    [`${origin}/x/coupons/gift?g=1`, '/x/coupons/gift?g=1'],
    [`【广告】我自己在用：${origin}/s/abcdefgh（广告）`, '/s/abcdefgh'],
    ['http://old.example/s/abcdefgh', '/s/abcdefgh'],
  ] as const)
    t.equal(pathIn(pasted, origin), path, pasted)
  for (const pasted of [
    '//evil.example',
    '/\\evil',
    'javascript:alert(1)',
    'https://evil.example/p/1',
    'p/duck',
  ])
    t.equal(pathIn(pasted, origin), null, pasted)
  t.equal(pathIn(`/${'a'.repeat(600)}`, origin), null)
  t.equal(isNobody({ 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' }), false)
  for (const agent of ['', 'Mozilla/5.0 (compatible; Baiduspider/2.0)', 'curl/8', 'WhatsApp-Preview'])
    t.equal(isNobody({ 'user-agent': agent }), true, agent)
  t.equal(isNobody({ 'user-agent': 'Mozilla/5.0', 'sec-purpose': 'prefetch;prerender' }), true)
  t.end()
})
