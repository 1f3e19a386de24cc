import t from 'tap'
import { Value } from 'typebox/value'
import { distributorSettings } from '../distributor.settings.js'
import { levelFor } from '../levels/level.rules.js'
import { checkSettings } from './guard.errors.js'
import { wordsFaults } from './guard.rules.js'

const FEE = 'DISTRIBUTOR_ENTRY_FEE'
const HEADS = 'DISTRIBUTOR_HEAD_COUNT'
const THIRD = 'DISTRIBUTOR_THIRD_PAYEE'
const PROMISE = 'DISTRIBUTOR_EARNINGS_PROMISE'
const EARLY = 'DISTRIBUTOR_EARLY_RELEASE'

const usual = Value.Default(distributorSettings, {}) as Record<string, unknown>
const level = {
  ...{ level: 'gold', title: '金牌', titleEn: 'Gold', salesFen: 100_00, customers: 3 },
  ...{ bps: 1500, perUnitFen: 0 },
}

/** Where settings are refused, and by which article. */
const refused = (more: object) =>
  checkSettings({ ...usual, ...more }).map(({ path, words }) => [
    path,
    words.en.match(/article \S+(?: \(\d\))?/)?.[0],
  ])

t.test('what a text may not ask or promise, and by which rule', async (t) => {
  const cases: readonly [string, readonly string[]][] = [
    ['缴纳 99 元即可升级为超级会员', [FEE]],
    ['购买 399 元礼包成为店主', [FEE]],
    ['在本店消费满500元，即可成为分销员', [FEE]],
    ['加入需要先买一件商品', [FEE]],
    ['押金 200 元，离开时退还', [FEE]],
    ['A joining fee of 99 yuan', [FEE]],
    ['Buy a starter set to become a distributor', [FEE]],
    ['免费加入！买199特别礼包成为店主', [FEE]],
    ['邀请 10 位好友升级金牌', [HEADS]],
    ['直推5人再奖励 50 元', [HEADS]],
    ['拉人头也有奖', [HEADS]],
    ['Invite 10 friends to reach gold', [HEADS]],
    ['三级分销，团队计酬', [THIRD]],
    ['无限级裂变', [THIRD]],
    ['A team bonus on every sale', [THIRD]],
    ['月入过万不是梦', [PROMISE]],
    ['宝妈躺赚，零风险', [PROMISE]],
    ['Earn over ¥10,000 a month', [PROMISE]],
    ['保证收益，佣金秒到账', [PROMISE, EARLY]],
    ['Commission is paid instantly', [EARLY]],
    // What denies it, or only sounds like it.
    ['加入免费，不收任何费用，无需押金', []],
    ['不用买东西就可以成为分销员', []],
    ['不需要购买任何商品，也能加入', []],
    ['禁止拉人头，不按人数奖励', []],
    ['没有三级分销', []],
    ['我们不承诺收益', []],
    ['朋友买了 100 元的商品，你得 10 元', []],
    ['收货并过了退货期，佣金可以提现', []],
    ['Joining is free: no fee, no deposit, nothing to buy', []],
    ['You never pay to join', []],
    ['邀请码 ABCD2345', []],
  ]
  for (const [text, codes] of cases) t.same(wordsFaults(text), codes, text)
})

t.test(
  'settings: what the schema does not know is refused by the rule it breaks, what it knows passes',
  async (t) => {
    t.same(checkSettings(usual), [])
    t.same(checkSettings({ ...usual, levels: [level] }), [])
    t.same(
      checkSettings({ ...usual, levels: [{ ...level, bps: 50 }, level] }).map(({ path }) => path),
      ['/levels/0/bps', '/levels/1/level'],
      'a level nobody could be paid by, and two of one code',
    )
    const both = checkSettings({ ...usual, levels: [{ ...level, perUnitFen: 100 }] })
    t.same(
      both.map(({ path }) => path),
      ['/levels/0/perUnitFen'],
      'a share and an amount',
    )
    t.same(refused({ joinFeeFen: 9900 }), [['/joinFeeFen', 'article 7 (2)']])
    t.same(refused({ minPurchaseFen: 1 }), [['/minPurchaseFen', 'article 7 (2)']])
    t.same(refused({ joinFeeFen: 0 }), [], 'asks for nothing; the schema refuses what it does not know')
    // 花生日记, fined 74.56 million in 2019: 51 levels, ¥99 to move up, pay by the team below.
    const fined = {
      joinFeeFen: 9900,
      levelDepth: 51,
      teamBps: 3000,
      inviteesMin: 50,
      pitch: '缴纳99元升级，团队计酬，月入过万',
    }
    t.same(
      new Set(refused(fined).map(([path]) => path)),
      new Set(['/joinFeeFen', '/levelDepth', '/teamBps', '/inviteesMin', '/pitch']),
    )
  },
)

t.test('defect: levels were won by head count; here refused, and own sales alone lift', async (t) => {
  t.same(refused({ levels: [{ ...level, invitees: 5 }] }), [['/levels/0/invitees', 'article 7 (1)']])
  t.same(refused({ levels: [{ ...level, teamSize: 30 }] }), [['/levels/0/teamSize', 'article 7 (1)']])
  t.same(refused({ levels: [{ ...level, title: '邀请10人' }] }), [['/levels/0/title', 'article 7 (1)']])
  t.equal(levelFor([level], { salesFen: 99_99, buyers: 500 }), '', 'many people and too few sales')
  t.equal(levelFor([level], { salesFen: 100_00, buyers: 3 }), 'gold')
})

t.test('defect: settings opened third levels and division tiers; here none can', async (t) => {
  t.same(refused({ thirdBps: 100 }), [['/thirdBps', 'article 7 (3)']])
  t.same(refused({ payees: [{ bps: 1 }] }), [['/payees', 'article 7 (3)']])
  t.same(refused({ divisionTiers: [{ bps: 1 }] }), [['/divisionTiers', 'article 7 (3)']])
  for (const more of [{ thirdBps: 0 }, { divisionTiers: [] }])
    t.notOk(Value.Check(distributorSettings, { ...usual, ...more }), 'and the schema knows none')
})
