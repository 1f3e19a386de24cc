import { readFile } from 'node:fs/promises'
import { checkBlocks, conformPlugin } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import coupons from './index.js'

conformPlugin(t, coupons, samples)
t.test('its blocks look as they did in every theme and language', async (t) =>
  t.same(checkBlocks(coupons), []),
)

t.test('Chinese texts carry Chinese punctuation', async (t) => {
  const found = await readFile(new URL('zh-CN.json', coupons.locales), 'utf8')
  const half = /[\u3400-\u9fff「」（）][,;:?!()]|[,;:?!()][\u3400-\u9fff「」（）]/
  const wrong: string[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string' && half.test(value)) wrong.push(value)
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one)
  }
  look([coupons, JSON.parse(found)])
  t.same(wrong, [])
})
