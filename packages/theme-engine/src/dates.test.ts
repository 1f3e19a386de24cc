import t from 'tap'
import { dateText, spanText } from './dates.js'

const zh = { locale: 'zh-CN', zone: 'Asia/Shanghai' } as const
const en = { locale: 'en', zone: 'Asia/Shanghai' } as const

t.test('an instant by its style; nothing for what is no instant', async (t) => {
  t.equal(dateText('2026-11-25T12:00:00Z', 'moment', zh), '11月25日 周三 20:00')
  t.equal(dateText('2026-11-25T12:00:00Z', 'moment', en), 'Wed, Nov 25, 20:00')
  t.equal(dateText('2026-11-25T12:00:00Z', 'no-such-style', en), 'November 25, 2026')
  for (const none of [null, undefined, 'soon', {}]) t.equal(dateText(none, 'date', zh), '')
})

t.test('a span says nothing twice', async (t) => {
  const cases = [
    ['one evening', '2026-11-25T12:00:00Z', '2026-11-25T14:00:00Z', '11月25日 周三 20:00–22:00'],
    ['to midnight', '2026-11-25T12:00:00Z', '2026-11-25T16:00:00Z', '11月25日 周三 20:00–24:00'],
    ['one whole day', '2026-11-24T16:00:00Z', '2026-11-25T16:00:00Z', '11月25日 周三'],
    ['whole days', '2026-11-27T16:00:00Z', '2026-11-29T16:00:00Z', '11月28日 周六 – 11月29日 周日'],
    [
      'over midnight',
      '2026-11-25T14:00:00Z',
      '2026-11-25T18:00:00Z',
      '11月25日 周三 22:00 – 11月26日 周四 02:00',
    ],
  ] as const
  for (const [name, from, until, text] of cases) t.equal(spanText(from, until, zh), text, name)
  t.equal(spanText('2026-11-24T16:00:00Z', '2026-11-25T16:00:00Z', en), 'Wed, Nov 25')
  t.equal(spanText(null, '2026-11-25T16:00:00Z', en), '')
})
